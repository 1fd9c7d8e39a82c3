import type { Connection } from '../connection.js';
import type { Clock } from '../clock.js';
import type { Me } from './chat-state.js';

export interface PresenceOptions {
  connection: Connection;
  /** `…/presence/{sid}`: ours alone. */
  topic: string;
  clock: Clock;
}

/** How long the broker waits with our will, so that a short cut does not look like leaving, s. */
const willDelay = 5;
/** With a will the record can stay; without one (a connection has only one) it has to be renewed, s. */
const longLife = 24 * 3600;
const shortLife = 300;

/** Says in a room that we are here, until we leave or vanish. */
export class Presence {
  readonly #options: PresenceOptions;
  readonly #life: number;
  readonly #since: number;
  #me: Me | undefined;
  #cancel: (() => void) | undefined;

  constructor(options: PresenceOptions) {
    this.#options = options;
    const { connection, topic, clock } = options;
    this.#since = clock.now();
    const will = connection.claimWill({ topic, payload: '', retain: true, delay: willDelay });
    this.#life = will ? longLife : shortLife;
  }

  /** The connection is up: say that we are here, and as whom. */
  announce(me: Me): void {
    this.#me = me;
    this.#cancel?.();
    const record = { user: me.id, name: me.name, state: 'here', since: this.#since };
    this.#publish(JSON.stringify(record), this.#life);
    this.#cancel = this.#options.clock.after(this.#life * 800, () => this.announce(me));
  }

  dispose(): void {
    this.#cancel?.();
    if (this.#me) this.#publish('');
  }

  #publish(payload: string, expiry?: number): void {
    const { connection, topic } = this.#options;
    connection
      .publish(topic, payload, { retain: true, ...(expiry && { expiry }) })
      // A token may allow messages but not presence; the next connection announces again.
      .catch(() => undefined);
  }
}
