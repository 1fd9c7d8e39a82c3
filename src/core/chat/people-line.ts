import type { Connection } from '../connection.js';
import type { Inbound } from '../transport.js';

export interface PeopleLineOptions {
  connection: Connection;
  filter: string;
  /** With more people than this in the room it is closed. */
  most: number;
  receive(message: Inbound): void;
  /** What was received no longer holds. */
  closed(): void;
}

/** Once it was too many, it takes clearly fewer: one who comes and goes must not make it flap. */
const fewer = 0.8;

/** Topics of a room that are only used while there are few people, and where the service allows it. */
export class PeopleLine {
  readonly #options: PeopleLineOptions;
  #unsubscribe: (() => void) | undefined;
  #full = false;
  #ready = false;

  constructor(options: PeopleLineOptions) {
    this.#options = options;
  }

  /** Whether we read it; what the service does not let us read, it would not let us write either. */
  get ready(): boolean {
    return this.#ready;
  }

  /** There are so many people now: opens or closes it. */
  count(people: number): void {
    const { connection, filter, most, receive } = this.#options;
    this.#full = people > (this.#full ? most * fewer : most);
    if (this.#full) return this.close();
    this.#unsubscribe ??= connection.subscribe(filter, {
      receive: (message) => receive(message),
      joined: () => (this.#ready = true),
      // A token for messages alone: nothing is shown, and nobody told.
      refused: () => (this.#ready = false),
    });
  }

  close(): void {
    if (!this.#unsubscribe) return;
    this.#ready = false;
    this.#unsubscribe();
    this.#unsubscribe = undefined;
    this.#options.closed();
  }
}
