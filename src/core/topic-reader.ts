import { ConnectionError, type RtError } from '../protocol/errors.js';
import type { Connection } from './connection.js';
import type { ConnectionStatus } from './connection-state.js';
import { Store, type ReadonlyStore } from './store.js';
import type { Inbound } from './transport.js';

/** What a reader needs of a connection. */
export type Source = Pick<Connection, 'state' | 'subscribe'>;

/** What has been read so far, and whether that is how things stand. */
export interface Reading<T> {
  /** The connection's status, or `error` where this very topic is refused. */
  readonly status: ConnectionStatus;
  /** True once the topic's messages arrive here. */
  readonly joined: boolean;
  readonly value: T;
  /** Why the status is `offline`, `reconnecting` or `error`. */
  readonly error: RtError | undefined;
}

/** Follows a topic filter on a connection, and what becomes of the connection. */
export class TopicReader<T> {
  readonly #connection: Source;
  readonly #state: Store<Reading<T>>;
  readonly #undo: (() => void)[];
  #refusal: RtError | undefined;

  /**
   * @param value what is shown until there is a message
   * @param read makes the next value of a message
   * @param joined called after every (re)connect; `resumed`: nothing was missed
   */
  constructor(
    connection: Source,
    filter: string,
    value: T,
    read: (message: Inbound) => T,
    joined?: (resumed: boolean) => void,
  ) {
    this.#connection = connection;
    const { status, error } = connection.state.value;
    this.#state = new Store<Reading<T>>({ status, joined: false, value, error });
    this.#undo = [
      connection.state.subscribe(() => this.#update()),
      connection.subscribe(filter, {
        receive: (message) => this.show(read(message)),
        joined: (resumed) => {
          this.#refusal = undefined;
          this.#update({ joined: true });
          joined?.(resumed);
        },
        refused: (cause) => {
          this.#refusal = new ConnectionError('connection/not-authorized', {
            message: `Reading the topic "${filter}" is not allowed.`,
            cause,
          });
          this.#update();
        },
      }),
    ];
  }

  get state(): ReadonlyStore<Reading<T>> {
    return this.#state;
  }

  /** Puts another value in the place of the last. */
  show(value: T): void {
    if (!Object.is(value, this.#state.value.value)) this.#state.patch({ value });
  }

  dispose(): void {
    for (const undo of this.#undo) undo();
  }

  #update(part: Partial<Reading<T>> = {}): void {
    const { status, error } = this.#connection.state.value;
    const refusal = status === 'online' ? this.#refusal : undefined;
    this.#state.patch({
      ...part,
      status: refusal ? 'error' : status,
      error: refusal ?? error,
    });
  }
}
