import type { Message } from '../../protocol/chat-message.js';
import type { RtError } from '../../protocol/errors.js';
import type { ConnectionStatus } from '../connection-state.js';

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
  /** Why the status is `offline`, `reconnecting` or `error`. */
  readonly error: RtError | undefined;
}
