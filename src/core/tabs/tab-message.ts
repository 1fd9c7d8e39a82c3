import { defined } from '../../protocol/defined.js';
import {
  ConnectionError,
  RtError,
  TokenError,
  type RtErrorCode,
  type RtErrorOptions,
} from '../../protocol/errors.js';
import type { Inbound, PublishOptions, Will } from '../transport.js';
import type { Want } from '../wants.js';

/** An error, as it goes from tab to tab: without its cause. */
export type SentError = RtErrorOptions & { code: RtErrorCode };

/** What another tab is to know if it comes to lead. */
export interface Roster {
  /** Every tab, and what is to be said when it vanishes. */
  tabs: [tab: string, will: Will | undefined][];
  /** What is read, and what has to be granted for that. */
  filters: string[];
  wants: Want[];
}

/** What a tab asks of the one that leads; each is answered under its number. */
export type Question = { n: number } & (
  | { k: 'ping'; deep: boolean }
  | { k: 'subscribe'; filter: string }
  | { k: 'unsubscribe'; filter: string }
  | { k: 'publish'; topic: string; payload: string; options: PublishOptions | undefined }
);

/** What a tab says that does not lead. `from`: itself; `to`: whom it knows as the leader. */
export type FollowerMessage = { from: string } & (
  | { k: 'hello'; will: Will | undefined; wants: Want[]; retry: boolean }
  | { k: 'ask'; to: string; wants: Want[]; question: Question }
  | { k: 'bye' }
);

/** What the tab that leads says. `lead`: itself; `to`: a single tab. */
export type LeaderMessage = { lead: string } & (
  | { k: 'lead' }
  | { k: 'wait'; to: string }
  | { k: 'welcome'; to: string; maxInFlight: number }
  | { k: 'refused'; to: string; error: SentError }
  | { k: 'done'; to: string; n: number; error: SentError | undefined }
  | { k: 'reading'; to: string; filter: string }
  | { k: 'message'; to: string | undefined; message: Inbound }
  | { k: 'down'; error: SentError }
  | { k: 'gone' }
  | ({ k: 'roster' } & Roster)
);

/** What came from one of our own scripts in another tab; anything else on the channel is not ours. */
export const parseTabMessage = (data: unknown): FollowerMessage | LeaderMessage | undefined =>
  typeof data === 'object' && data !== null && 'k' in data && ('from' in data || 'lead' in data)
    ? (data as FollowerMessage | LeaderMessage)
    : undefined;

/** What another tab can be told of an error. */
export const sentError = (error: RtError): SentError => {
  const { code, message, remediation, status, reason, retryable, retryAfter } = error;
  return defined<SentError>({ code, message, remediation, status, reason, retryable, retryAfter });
};

/** The error that another tab has told of. */
export const receivedError = ({ code, ...options }: SentError): RtError => {
  const Kind = code.startsWith('token/')
    ? TokenError
    : code.startsWith('connection/')
      ? ConnectionError
      : RtError;
  return new Kind(code, options);
};

/** What the elements of a tab want, out of what it asks its token route for. */
export const wantsOf = ({
  purpose,
  room,
  rooms = room === undefined ? [] : [room],
  topics = [],
}: {
  purpose: string;
  room?: string;
  rooms?: string[];
  topics?: string[];
}): Want[] => {
  const kind = purpose === 'chat' ? 'chat' : 'status';
  return [
    ...rooms.map((one): Want => ({ purpose: kind, room: one })),
    ...topics.map((topic): Want => ({ purpose: 'status', topic })),
  ];
};
