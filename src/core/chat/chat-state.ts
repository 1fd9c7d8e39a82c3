import type { Message, readMessage } from '../../protocol/chat-message.js';
import type { RtError } from '../../protocol/errors.js';
import type { ConnectionStatus } from '../connection-state.js';
import type { ChatTopics } from '../../protocol/topics.js';
import type { Connection } from '../connection.js';
import type { ReadonlyStore } from '../store.js';
import type { ChatLog } from './chat-log.js';
import type { Order } from './order.js';

/** Who we are in this room. */
export interface Me {
  readonly id: string;
  readonly name: string;
}

/** Everything a chat's element shows. */
export interface ChatSnapshot {
  /** The connection's status, or `error` where this very room is refused. */
  readonly status: ConnectionStatus;
  /** True once the room's messages arrive here. */
  readonly joined: boolean;
  /** Undefined until the first grant. */
  readonly me: Me | undefined;
  /** Oldest first; at most the newest 10,000. A new array after every change. */
  readonly messages: readonly Message[];
  /** How many payloads came in that are no messages. */
  readonly unreadable: number;
  /** `memory` where the browser stores nothing: what is unsent is lost with the page. */
  readonly storage?: 'memory' | undefined;
  /** Why the status is `offline`, `reconnecting` or `error`. */
  readonly error: RtError | undefined;
}

/** What a session lets history do in its room. */
export interface Room {
  readonly connection: Pick<Connection, 'history'>;
  readonly topics: ChatTopics;
  readonly state: ReadonlyStore<ChatSnapshot>;
  readonly log: ChatLog;
  readonly order: Pick<Order, 'have' | 'take' | 'skip'>;
  /** Reads a message that is parsed JSON already. */
  readonly read: typeof readMessage;
  /** To be called when the log was changed. */
  changed(): void;
  /** A message that was missed has come after all. */
  received?(message: Message): void;
  /** Something went wrong. */
  failed?(error: RtError): void;
}
