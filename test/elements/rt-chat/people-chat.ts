import { fixture, html, waitUntil } from '@open-wc/testing';
import type { ChatSessionOptions } from '../../../src/core/chat/chat-session.js';
import { liveConnection } from '../../helpers/live-connection.js';
import { FakeChat, messageOf, type FakeRoom } from './fake-room.js';
import { never } from './open-chat.js';

const nameOf = (user: string): string => user.slice(0, 1).toUpperCase() + user.slice(1);

/** `<rt-chat>` with fake rooms whose people are read from a broker in memory. */
export class PeopleChat extends FakeChat {
  readonly live = liveConnection();
  /** Filters that are read now, one for each reader. */
  readonly readers: string[] = [];

  constructor() {
    super();
    const { connection } = this.live;
    const subscribe = connection.subscribe.bind(connection);
    connection.subscribe = (filter, subscriber) => {
      this.readers.push(filter);
      const undo = subscribe(filter, subscriber);
      return () => {
        this.readers.splice(this.readers.indexOf(filter), 1);
        undo();
      };
    };
  }

  protected override openSession(options: ChatSessionOptions): FakeRoom {
    const { connection, clock } = this.live;
    return super.openSession({ ...options, connection, clock });
  }

  /** Lets `ms` pass in the room, and everything be shown. */
  async pass(ms: number): Promise<void> {
    await this.live.clock.advance(ms);
    await this.updateComplete;
  }

  /** Something comes on a topic of the room. */
  async put(topic: string, record: unknown, retain = true): Promise<void> {
    const payload = record === '' ? '' : JSON.stringify(record);
    this.live.broker.put(`chat/${this.room}/${topic}`, payload, retain);
    await this.pass(100);
  }

  /** Somebody comes, a second after the one before. */
  async come(...users: string[]): Promise<void> {
    for (const [i, user] of users.entries()) {
      const name = nameOf(user);
      await this.put(`presence/${user}-sid`, { user, name, state: 'here', since: i + 1 });
    }
  }

  /** Somebody begins or stops to type. */
  async type(user: string, on = true): Promise<void> {
    const name = nameOf(user);
    await this.put(`typing/${user}-sid`, { user, name, on }, false);
  }

  /** What was published below a topic of the room. */
  said(topic: string): string[] {
    return this.live.broker.published
      .filter((one) => one.topic.startsWith(`chat/${this.room}/${topic}`))
      .map(({ payload }) => payload);
  }
}
customElements.define('people-chat', PeopleChat);

/** Whether the code for people is there. */
export const ready = (chat: PeopleChat): boolean =>
  chat.shadowRoot?.querySelector('.foot') !== null;

/** Puts a chat on the page, in whose room people have been seen. */
export const openPeople = async (properties: Partial<PeopleChat> = {}): Promise<PeopleChat> => {
  const chat = new PeopleChat();
  Object.assign(chat, { room: 'lobby', getToken: never, ...properties });
  await fixture(html`${chat}`);
  await chat.updateComplete;
  await chat.pass(100);
  chat.fake.options.met?.();
  await waitUntil(() => ready(chat), 'the code for people comes');
  await chat.pass(2_000);
  return chat;
};

/** Messages of one's own, which the service has. */
export const ownMessage = (n: number, text = `Own ${n}`): ReturnType<typeof messageOf> =>
  messageOf({ id: `fake-${n}`, user: 'me', name: 'Me', own: true, text });
