import type { Connection } from '../connection.js';
import type { Clock } from '../clock.js';
import type { Me } from './chat-state.js';

export interface PresenceOptions {
  connection: Connection;
  /** `…/presence/{sid}`: ours alone. */
  topic: string;
  clock: Clock;
}

/** How long the broker waits with our will, so that a reload does not look like leaving, s. */
const willDelay = 10;
/** With a will the record can stay; without one (a connection has only one) it has to be renewed, s. */
const longLife = 24 * 3600;
const shortLife = 300;
/** After a reconnect: a broker that is back is not greeted by a whole room at once, ms. */
const jitter = 2_000;

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

  /** The connection is up: say that we are here, and as whom; again within 2 s. */
  announce(me: Me): void {
    const again = this.#me?.id === me.id;
    this.#me = me;
    this.#cancel?.();
    const { clock } = this.#options;
    if (again) this.#cancel = clock.after(clock.random() * jitter, () => this.#say(me));
    else this.#say(me);
  }

  #say(me: Me): void {
    const { clock } = this.#options;
    const record = { user: me.id, name: me.name, state: 'here', since: this.#since };
    this.#publish(JSON.stringify(record), this.#life);
    const next = this.#life * (700 + clock.random() * 200);
    this.#cancel = clock.after(next, () => this.#say(me));
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
