import { expect } from '@open-wc/testing';
import { PeopleRoom, type PeopleSession } from '../../../src/core/chat/people-room.js';
import { Presence } from '../../../src/core/chat/presence.js';
import { Connection } from '../../../src/core/connection.js';
import { Store } from '../../../src/core/store.js';
import type { Message } from '../../../src/protocol/chat-message.js';
import { chatTopics } from '../../../src/protocol/topics.js';
import { FakeBroker } from '../../helpers/fake-broker.js';
import { fakeClock } from '../../helpers/fake-clock.js';

const topics = chatTopics('lobby');

const setup = () => {
  const clock = fakeClock();
  const broker = new FakeBroker(clock);
  let grants = 0;
  let sessions = 0;
  const join = (user: string, { readOnly = false } = {}) => {
    const connection = new Connection({
      source: {
        credentials: 'same-origin',
        fallback: {},
        getToken: () => {
          grants += 1;
          return Promise.resolve({ token: `for-${user}`, user: { id: user, name: `N ${user}` } });
        },
      },
      request: {},
      loadTransport: () => Promise.resolve(broker.factory),
      clock,
      wake: () => () => undefined,
    });
    /** Filters that are read now, one for each reader. */
    const readers: string[] = [];
    const subscribe = connection.subscribe.bind(connection);
    connection.subscribe = (filter, subscriber) => {
      readers.push(filter);
      const undo = subscribe(filter, subscriber);
      return () => {
        readers.splice(readers.indexOf(filter), 1);
        undo();
      };
    };
    const sid = `sid-${user}-${(sessions += 1)}`;
    const me = { id: user, name: `N ${user}` };
    const state = new Store<PeopleSession['state']['value']>({
      status: 'online',
      me,
      messages: [],
    });
    let changes = 0;
    const room = new PeopleRoom(
      { sid, me, options: { connection, topics, readOnly, clock }, state },
      () => (changes += 1),
    );
    const presence = readOnly
      ? undefined
      : new Presence({ connection, clock, topic: `${topics.presence}/${sid}` });
    connection.subscribe(topics.messages, {
      receive: () => undefined,
      joined: () => presence?.announce(me),
    });
    const shows = (...messages: Message[]): void => {
      state.patch({ messages: [...state.value.messages, ...messages] });
      room.read();
    };
    return { connection, room, presence, sid, me, state, shows, readers, changes: () => changes };
  };
  /** What was published below a topic of the room. */
  const said = (topic: string): string[] =>
    broker.published
      .filter((one) => one.topic.startsWith(`chat/lobby/${topic}`))
      .map(({ payload }) => payload);
  /** People whom nobody runs: only their records are there. */
  const crowd = (count: number): void => {
    for (let i = 0; i < count; i += 1) {
      const record = { user: `extra${i}`, name: `Extra ${i}`, state: 'here', since: 10 + i };
      broker.put(`chat/lobby/presence/extra${i}`, JSON.stringify(record), true);
    }
  };
  const disperse = (from: number, to: number): void => {
    for (let i = from; i < to; i += 1) broker.put(`chat/lobby/presence/extra${i}`, '', true);
  };
  return { clock, broker, join, said, crowd, disperse, grants: () => grants };
};

const message = (id: string, user: string, own = false): Message => ({
  id,
  user,
  name: `N ${user}`,
  text: 'x',
  timestamp: 1,
  own,
  delivery: 'sent',
});

const users = (people: readonly { user: string }[]): string[] => people.map(({ user }) => user);

describe('PeopleRoom', () => {
  it('shows who else is here, not oneself', async () => {
    const { clock, join } = setup();
    const [ada, ben] = [join('ada'), join('ben')];
    join('ada');
    await clock.advance(2_000);
    expect(users(ada.room.others)).to.deep.equal(['ben']);
    expect(users(ben.room.others)).to.deep.equal(['ada']);
  });

  it('shows who types, not oneself in another tab, until their message comes', async () => {
    const { clock, join } = setup();
    const [ada, other, ben] = [join('ada'), join('ada'), join('ben')];
    await clock.advance(2_000);
    ada.room.write('Hello');
    await clock.advance(100);
    expect(users(ben.room.typing)).to.deep.equal(['ada']);
    expect(users(ada.room.typing)).to.deep.equal([]);
    expect(users(other.room.typing)).to.deep.equal([]);
    ben.shows(message('x-1', 'ada'));
    expect(users(ben.room.typing)).to.deep.equal([]);
  });

  it('stops showing who has emptied the draft, or left', async () => {
    const { clock, join } = setup();
    const [ada, ben] = [join('ada'), join('ben')];
    await clock.advance(2_000);
    ada.room.write('Hello');
    await clock.advance(100);
    ada.room.write('');
    await clock.advance(100);
    expect(users(ben.room.typing)).to.deep.equal([]);
    await clock.advance(2_000);
    ada.room.write('Again');
    await clock.advance(100);
    expect(users(ben.room.typing)).to.deep.equal(['ada']);
    ada.room.dispose();
    await clock.advance(100);
    expect(users(ben.room.typing)).to.deep.equal([]);
  });

  it('says of typing that it is to be forgotten soon, and that nobody need acknowledge it', async () => {
    const { clock, join } = setup();
    const ada = join('ada');
    await clock.advance(2_000);
    const options: unknown[] = [];
    const publish = ada.connection.publish.bind(ada.connection);
    ada.connection.publish = (topic, payload, how) => (
      options.push(how),
      publish(topic, payload, how)
    );
    ada.room.write('Hello');
    ada.room.stopWriting();
    expect(options).to.deep.equal([
      { qos: 0, expiry: 5 },
      { qos: 0, expiry: 5 },
    ]);
  });

  it('shows who has read one’s own newest message, by name', async () => {
    const { clock, join } = setup();
    const [ada, ben, cyd] = [join('ada'), join('ben'), join('cyd')];
    await clock.advance(2_000);
    ada.shows(message('sid-1', 'ada', true), message('sid-2', 'ada', true));
    expect(ada.room.readBy).to.equal(undefined);
    ben.shows(message('sid-1', 'ada'), message('sid-2', 'ada'));
    await clock.advance(2_000);
    const benOnly = { id: 'sid-2', people: [{ user: 'ben', name: 'N ben' }], count: 1 };
    expect(ada.room.readBy).to.deep.equal(benOnly);
    cyd.shows(message('sid-1', 'ada'), message('sid-2', 'ada'));
    await clock.advance(2_000);
    expect(ada.room.readBy?.count).to.equal(2);
    expect(ben.room.readBy).to.equal(undefined);
  });

  it('still knows the name of who has read it and gone', async () => {
    const { clock, join } = setup();
    const [ada, ben] = [join('ada'), join('ben')];
    await clock.advance(2_000);
    ada.shows(message('sid-1', 'ada', true));
    ben.shows(message('sid-1', 'ada'));
    await clock.advance(2_000);
    expect(ada.room.readBy?.people).to.have.length(1);
    ben.presence?.dispose();
    await clock.advance(100);
    expect(users(ada.room.others)).to.deep.equal([]);
    expect(ada.room.readBy?.people).to.deep.equal([{ user: 'ben', name: 'N ben' }]);
  });

  it('counts who has read it before our time, where nobody knows the name', async () => {
    const { clock, broker, join } = setup();
    broker.put('chat/lobby/receipts/zoe', '{"sid":7}', true);
    const ada = join('ada');
    ada.shows(message('sid-1', 'ada', true));
    await clock.advance(2_000);
    expect(ada.room.readBy).to.deep.equal({ id: 'sid-1', people: [], count: 1 });
  });

  it('is not read before the eyes of the visitor', async () => {
    const { clock, join, said } = setup();
    const ben = join('ben');
    await clock.advance(2_000);
    ben.state.patch({ messages: [message('sid-1', 'ada')] });
    await clock.advance(5_000);
    expect(said('receipts')).to.deep.equal([]);
    ben.room.read();
    await clock.advance(2_000);
    expect(said('receipts/ben')).to.deep.equal(['{"sid":1}']);
  });

  it('joins what two tabs of one user have read into one record', async () => {
    const { clock, join, said } = setup();
    const [one, two] = [join('ben'), join('ben')];
    await clock.advance(2_000);
    one.shows(message('a-1', 'ada'), message('a-2', 'ada'));
    await clock.advance(2_000);
    two.shows(message('a-1', 'ada'), message('c-1', 'cyd'));
    await clock.advance(10_000);
    const records = said('receipts/ben').map((record) => JSON.parse(record) as unknown);
    expect(records).to.deep.equal([{ a: 2 }, { a: 2, c: 1 }]);
  });

  it('shows who is here to one who only reads, and says nothing of them', async () => {
    const { clock, broker, join } = setup();
    join('ada');
    const guest = join('guest', { readOnly: true });
    await clock.advance(2_000);
    const before = broker.published.length;
    guest.room.write('Hello');
    guest.shows(message('sid-1', 'ada'));
    await clock.advance(5_000);
    expect(users(guest.room.others)).to.deep.equal(['ada']);
    expect(broker.published.length).to.equal(before);
  });

  it('shows and says nothing where a token allows messages alone, and asks for no other token', async () => {
    const { clock, broker, join, grants } = setup();
    broker.deny = (topic) => !topic.endsWith('/messages');
    const [ada, ben] = [join('ada'), join('ben')];
    await clock.advance(2_000);
    ada.room.write('Hello');
    ben.shows(message('sid-1', 'ada'));
    await clock.advance(60_000);
    expect(users(ben.room.others)).to.deep.equal([]);
    expect(users(ben.room.typing)).to.deep.equal([]);
    expect(broker.published).to.deep.equal([]);
    expect(grants()).to.equal(2);
    expect(ada.connection.state.value.status).to.equal('online');
  });

  it('does without typing and receipts where only presence is allowed', async () => {
    const { clock, broker, join, grants, said } = setup();
    broker.deny = (topic) => /typing|receipts/.test(topic);
    const [ada, ben] = [join('ada'), join('ben')];
    await clock.advance(2_000);
    ada.room.write('Hello');
    ben.shows(message('sid-1', 'ada'));
    await clock.advance(60_000);
    expect(users(ben.room.others)).to.deep.equal(['ada']);
    expect([...said('typing'), ...said('receipts')]).to.deep.equal([]);
    expect(grants()).to.equal(2);
  });

  it('keeps quiet about a user whose name would reach into other topics', async () => {
    const { clock, join, broker } = setup();
    const odd = join('a/b#');
    await clock.advance(2_000);
    odd.shows(message('sid-1', 'ada'));
    await clock.advance(5_000);
    expect(broker.published.filter(({ topic }) => topic.includes('receipts'))).to.deep.equal([]);
  });

  it('keeps everybody through a reconnect, and greets again within 2 s', async () => {
    const { clock, broker, join, said } = setup();
    const [ada, ben] = [join('ada'), join('ben')];
    await clock.advance(2_000);
    const seen: number[] = [];
    broker.cut();
    const before = said('presence').length;
    for (let i = 0; i < 80; i += 1) {
      await clock.advance(100);
      seen.push(ada.room.others.length, ben.room.others.length);
    }
    expect(new Set(seen)).to.deep.equal(new Set([1]));
    expect(said('presence').length - before).to.equal(2);
  });

  it('is left without a reader or a timer', async () => {
    const { clock, join } = setup();
    const [ada, ben] = [join('ada'), join('ben')];
    await clock.advance(2_000);
    ben.room.write('Hello');
    ada.shows(message('sid-1', 'ben'));
    await clock.advance(100);
    for (const { room, presence, connection, readers } of [ada, ben]) {
      room.dispose();
      presence?.dispose();
      expect(readers).to.deep.equal(['chat/lobby/messages']);
      void connection.dispose();
    }
    await clock.advance(100);
    expect(clock.armed).to.equal(0);
  });
});

describe('PeopleRoom, in a room of 1,000', () => {
  it('says nothing of reading or typing, reads neither, and holds no timer for each', async () => {
    const { clock, broker, join, crowd, said } = setup();
    const few = [join('ada'), join('ben'), join('cyd')] as const;
    crowd(997);
    await clock.advance(3_000);
    const [ada, ben, cyd] = few;
    expect(ada.room.others).to.have.length(999);
    for (const { readers } of few) {
      expect(readers.toSorted()).to.deep.equal(['chat/lobby/messages', 'chat/lobby/presence/+']);
    }
    const published = broker.published.length;
    const timers = clock.armed;
    for (let n = 1; n <= 100; n += 1) {
      ada.room.write(`Hello ${n}`);
      ben.shows(message(`sid-${n}`, 'ada'));
      cyd.shows(message(`sid-${n}`, 'ada'));
      await clock.advance(100);
    }
    expect(broker.published.length - published).to.equal(0);
    expect([...said('typing'), ...said('receipts')]).to.deep.equal([]);
    // One: the pause of who types.
    expect(clock.armed - timers).to.be.at.most(1);
  });

  it('makes its list once for all who came, not for each', async () => {
    const { clock, join, crowd } = setup();
    const ada = join('ada');
    crowd(1_000);
    await clock.advance(2_000);
    const list = ada.room.others;
    expect(list).to.have.length(1_000);
    expect(ada.room.others).to.equal(list);
    expect(list.slice(0, 3).map(({ name }) => name)).to.deep.equal([
      'Extra 0',
      'Extra 1',
      'Extra 2',
    ]);
  });

  it('goes quiet when it fills up, and is open again when clearly fewer are left', async () => {
    const { clock, join, crowd, disperse } = setup();
    const ada = join('ada');
    const lines = (): string[] => ada.readers.filter((one) => /typing|receipts/.test(one));
    const both = ['chat/lobby/typing/+', 'chat/lobby/receipts/+'];
    await clock.advance(2_000);
    crowd(49);
    await clock.advance(100);
    expect(lines()).to.deep.equal(both);
    crowd(50);
    await clock.advance(100);
    expect(lines()).to.deep.equal(['chat/lobby/typing/+']);
    crowd(100);
    await clock.advance(100);
    expect(lines()).to.deep.equal([]);
    disperse(90, 100);
    await clock.advance(100);
    expect(lines()).to.deep.equal([]);
    disperse(75, 90);
    await clock.advance(100);
    expect(lines()).to.deep.equal(['chat/lobby/typing/+']);
    disperse(45, 75);
    await clock.advance(100);
    expect(lines()).to.deep.equal(['chat/lobby/typing/+']);
    disperse(38, 45);
    await clock.advance(100);
    expect(lines()).to.deep.equal(both);
  });

  it('does not subscribe to what it will not read, when it comes into a full room', async () => {
    const { clock, join, crowd } = setup();
    crowd(1_000);
    const ada = join('ada');
    const opened: string[] = [];
    const subscribe = ada.connection.subscribe.bind(ada.connection);
    ada.connection.subscribe = (filter, subscriber) => (
      opened.push(filter),
      subscribe(filter, subscriber)
    );
    await clock.advance(10_000);
    expect(opened).to.deep.equal([]);
  });
});

describe('PeopleRoom, where anybody may write', () => {
  it('takes no harm from what is on its topics', async () => {
    const { clock, broker, join } = setup();
    const ada = join('ada');
    await clock.advance(2_000);
    ada.shows(message('sid-1', 'ada', true));
    const rubbish = [
      'x',
      'null',
      '[]',
      '{}',
      '7',
      '{"user":7,"on":true}',
      '{"user":{},"name":[]}',
      `{"user":"u","on":true,"name":"${'x'.repeat(20_000)}"}`,
      '{"__proto__":{"user":"eve"}}',
      '\u0000\u0001',
      `{"sid":"1","sid2":1e99}`,
    ];
    for (const [i, payload] of rubbish.entries()) {
      for (const place of ['presence', 'typing', 'receipts']) {
        broker.put(`chat/lobby/${place}/x${i}`, payload, place !== 'typing');
      }
    }
    await clock.advance(1_000);
    expect(ada.room.others).to.deep.equal([]);
    expect(ada.room.typing).to.deep.equal([]);
    expect(ada.room.readBy).to.equal(undefined);
    expect(ada.connection.state.value.status).to.equal('online');
  });

  it('hands on names as one short line, markup and all', async () => {
    const { clock, broker, join } = setup();
    const ada = join('ada');
    const name = `<img src=x onerror=alert(1)>\n\u202E${'y'.repeat(300)}`;
    broker.put('chat/lobby/presence/e', JSON.stringify({ user: 'eve', name }), true);
    await clock.advance(2_000);
    broker.put('chat/lobby/typing/e', JSON.stringify({ user: 'eve', name, on: true }));
    await clock.advance(100);
    for (const [person] of [ada.room.others, ada.room.typing]) {
      expect(person?.name).to.match(/^<img src=x onerror=alert\(1\)> y+$/);
      expect(person?.name).to.have.length(64);
    }
  });

  it('is told by hundreds that they type and read, and keeps a handful', async () => {
    const { clock, broker, join } = setup();
    const ada = join('ada');
    await clock.advance(2_000);
    ada.shows(message('sid-1', 'ada', true));
    const timers = clock.armed;
    for (let i = 0; i < 500; i += 1) {
      broker.put(`chat/lobby/typing/t${i}`, `{"user":"u${i}","on":true}`);
      broker.put(`chat/lobby/receipts/r${i}`, '{"sid":1}');
    }
    await clock.advance(100);
    expect(ada.room.typing).to.have.length(20);
    expect(ada.room.readBy?.count).to.equal(100);
    expect(clock.armed - timers).to.equal(20);
  });
});
