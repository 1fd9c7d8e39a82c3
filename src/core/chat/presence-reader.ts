import { chatTopics } from '../../protocol/topics.js';
import { systemClock, type Clock } from '../clock.js';
import type { ReadonlyStore } from '../store.js';
import { TopicReader, type Reading, type Source } from '../topic-reader.js';
import { People } from './people.js';

/** Counts the people in a room. */
export class PresenceReader {
  readonly #people: People;
  readonly #reader: TopicReader<number>;

  /** @throws RtError `config/bad-attribute` where `room` can't be a part of a topic */
  constructor(connection: Source, room: string, clock: Clock = systemClock) {
    const people = (this.#people = new People(clock, () => this.#reader.show(people.size)));
    this.#reader = new TopicReader(
      connection,
      `${chatTopics(room).presence}/+`,
      0,
      (message) => {
        people.take(message);
        return people.size;
      },
      (resumed) => people.joined(resumed),
    );
  }

  /** Its value is the number of different people. */
  get state(): ReadonlyStore<Reading<number>> {
    return this.#reader.state;
  }

  dispose(): void {
    this.#reader.dispose();
    this.#people.dispose();
  }
}
