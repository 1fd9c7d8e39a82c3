import { chatTopics } from '../../protocol/topics.js';
import { systemClock, type Clock } from '../clock.js';
import type { ReadonlyStore } from '../store.js';
import { TopicReader, type Reading, type Source } from '../topic-reader.js';
import type { People } from './people.js';

type Count = number | undefined;

/** From a failure to load the code to the next try, ms. */
const retryAfter = 5_000;
/** No more records wait for it. */
const mostWaiting = 10_000;

/** Counts the people in a room. The code for that is loaded apart: most pages show something else. */
export class PresenceReader {
  readonly #clock: Clock;
  readonly #reader: TopicReader<Count>;
  #people: People | undefined;
  #waiting: ((people: People) => void)[] = [];
  #disposed = false;
  #cancel = (): void => undefined;

  /** @throws RtError `config/bad-attribute` where `room` can't be a part of a topic */
  constructor(connection: Source, room: string, clock: Clock = systemClock) {
    this.#clock = clock;
    this.#reader = new TopicReader<Count>(
      connection,
      `${chatTopics(room).presence}/+`,
      undefined,
      (message) => this.#tell((people) => people.take(message)),
      (resumed) => void this.#tell((people) => people.joined(resumed)),
    );
    this.#load();
  }

  /** Its value is the number of different people; undefined: not known yet. */
  get state(): ReadonlyStore<Reading<Count>> {
    return this.#reader.state;
  }

  dispose(): void {
    this.#disposed = true;
    this.#cancel();
    this.#reader.dispose();
    this.#people?.dispose();
  }

  /** Has it count now, or when it can; returns the number. */
  #tell(act: (people: People) => void): Count {
    if (this.#people) act(this.#people);
    else if (this.#waiting.length < mostWaiting) this.#waiting.push(act);
    return this.#people?.size;
  }

  #load(): void {
    import('./people-chunk.js').then(
      ({ People: Counter }) => {
        if (this.#disposed) return;
        const changed = (): void => this.#reader.show(people.size);
        const people = (this.#people = new Counter(this.#clock, changed));
        for (const act of this.#waiting.splice(0)) act(people);
        changed();
      },
      // Until then nobody is counted, which is what it shows.
      () => {
        if (!this.#disposed) this.#cancel = this.#clock.after(retryAfter, () => this.#load());
      },
    );
  }
}
