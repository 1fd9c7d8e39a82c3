import { expect } from '@open-wc/testing';
import fc from 'fast-check';
// Loaded in advance: the tests' clock does not wait for a download.
import '../../../src/core/chat/mender.js';
import { ChatSession, type ChatSessionOptions } from '../../../src/core/chat/chat-session.js';
import { History } from '../../../src/core/chat/history.js';
import { Connection } from '../../../src/core/connection.js';
import type { TransportFactory } from '../../../src/core/transport.js';
import type { Message } from '../../../src/protocol/chat-message.js';
import { RtError } from '../../../src/protocol/errors.js';
import { chatTopics } from '../../../src/protocol/topics.js';
import { FakeBroker } from '../../helpers/fake-broker.js';
import { fakeClock, type FakeClock } from '../../helpers/fake-clock.js';
import { FakeDisk, FakeTab } from '../../helpers/fake-keep.js';

const setup = (random?: number[]) => {
  const clock = fakeClock(random && { random });
  const broker = new FakeBroker(clock);
  const join = (
    user: string,
    more: Partial<ChatSessionOptions> = {},
    transport = broker.factory,
  ) => {
    const connection = new Connection({
      source: {
        credentials: 'same-origin',
        fallback: {},
        getToken: () => Promise.resolve({ token: `for-${user}`, user: { id: user } }),
      },
      request: {},
      loadTransport: () => Promise.resolve(transport),
      clock,
      wake: () => () => undefined,
    });
    const session = new ChatSession({
      connection,
      clock,
      topics: chatTopics('lobby'),
      me: { id: '', name: '' },
      readOnly: false,
      keep: { account: 'a', disk: new FakeDisk(), tab: new FakeTab() },
      ...more,
    });
    return { connection, session };
  };
  return { clock, broker, join };
};

const texts = (session: ChatSession): string[] =>
  session.state.value.messages.map(({ text }) => text);

const outcome = <T>(promise: Promise<T>): { value?: T; error?: unknown } => {
  const seen: { value?: T; error?: unknown } = {};
  promise.then(
    (value) => (seen.value = value),
    (error: unknown) => (seen.error = error),
  );
  return seen;
};

const quickstart = (broker: FakeBroker, fields: unknown): void =>
  broker.put('chat/lobby/messages', typeof fields === 'string' ? fields : JSON.stringify(fields));

describe('ChatSession', () => {
  for (const keeps of [true, false]) {
    it(`${keeps ? 'does not read' : 'reads'} history again where a line takes over that ${keeps ? 'missed nothing' : 'has no session'}`, async () => {
      const { clock, broker, join } = setup();
      const transport: TransportFactory = (receive) => {
        const made = broker.factory(receive);
        const open: typeof made.open = async (...how) => {
          const opened = await made.open(...how);
          return { ...opened, sessionPresent: opened.sessionPresent && keeps };
        };
        return { ...made, open };
      };
      let asked = 0;
      const read = async () => {
        asked += 1;
        return { messages: [], next: null };
      };
      const remember: ChatSessionOptions['remember'] = (room, signal) => {
        new History({ room, read, changed: () => undefined }, signal);
        return true;
      };
      const { connection, session } = join('ada', { remember }, transport);
      await clock.advance(100);
      const before = asked;
      const states: string[] = [];
      session.state.subscribe(({ status }) => void states.push(status));
      connection.move();
      await clock.advance(100);
      expect(broker.grants).to.have.length(2);
      expect(new Set(states)).to.deep.equal(new Set(['online']));
      expect(asked - before).to.equal(keeps ? 0 : 1);
    });
  }

  it('shows a sent message at once as sending, and as sent when the service has it', async () => {
    const { clock, join } = setup();
    const { session } = join('ada');
    await clock.advance(100);
    const sent = outcome(session.send('hello'));
    expect(session.state.value.messages[0]).to.include({ delivery: 'sending', own: true });
    await clock.advance(100);
    expect(session.state.value.messages[0]).to.include({ delivery: 'sent', user: 'ada' });
    expect(sent.value).to.include({ text: 'hello', delivery: 'sent' });
  });

  it('shows the same message once to the other, who knows it is not his own', async () => {
    const { clock, join } = setup();
    const [ada, ben] = [join('ada'), join('ben')];
    await clock.advance(100);
    void ada.session.send('hello');
    await clock.advance(100);
    expect(texts(ben.session)).to.deep.equal(['hello']);
    expect(ben.session.state.value.messages[0]).to.include({ user: 'ada', own: false });
    expect(texts(ada.session)).to.deep.equal(['hello']);
  });

  it('knows what the same user wrote elsewhere as his own', async () => {
    const { clock, join } = setup();
    const [phone, laptop] = [join('ada'), join('ada')];
    await clock.advance(100);
    void phone.session.send('from my phone');
    await clock.advance(100);
    expect(laptop.session.state.value.messages[0]).to.include({ own: true });
  });

  it('keeps what is written before it is connected, and sends it then', async () => {
    const { clock, broker, join } = setup();
    broker.stop({ forget: true });
    const ada = join('ada');
    const sent = outcome(ada.session.send('early'));
    await clock.advance(20_000);
    expect(sent).to.deep.equal({});
    expect(ada.session.state.value.status).to.equal('offline');
    broker.start();
    await clock.advance(5_000);
    expect(sent.value).to.include({ delivery: 'sent' });
  });

  it('settles send() after 30 s without a connection, and still sends later', async () => {
    const { clock, broker, join } = setup();
    const [ada, ben] = [join('ada'), join('ben')];
    await clock.advance(100);
    broker.stop({ forget: false });
    const sent = outcome(ada.session.send('patience'));
    await clock.advance(30_000);
    expect(sent.value).to.include({ delivery: 'sending' });
    broker.start();
    await clock.advance(10_000);
    expect(texts(ben.session)).to.deep.equal(['patience']);
    expect(ada.session.state.value.messages[0]).to.include({ delivery: 'sent' });
  });

  it('brings everything once and in order after the broker died and forgot everything', async () => {
    const { clock, broker, join } = setup([0.1, 0.9, 0.5]);
    const [ada, ben] = [join('ada'), join('ben')];
    await clock.advance(100);
    broker.stop({ forget: true });
    for (const n of [1, 2, 3]) {
      void ada.session.send(`a${n}`);
      void ben.session.send(`b${n}`);
    }
    await clock.advance(10_000);
    broker.start();
    await clock.advance(20_000);
    const from = (session: ChatSession, letter: string) =>
      texts(session).filter((text) => text.startsWith(letter));
    expect(from(ben.session, 'a')).to.deep.equal(['a1', 'a2', 'a3']);
    expect(from(ada.session, 'b')).to.deep.equal(['b1', 'b2', 'b3']);
  });

  it('brings what others sent while the first connection was still being tried', async () => {
    const { clock, broker, join } = setup();
    broker.stop({ forget: true });
    const [ada, ben] = [join('ada'), join('ben')];
    await clock.advance(10_000);
    broker.start();
    ada.connection.retry();
    const sent = outcome(ada.session.send('early'));
    await clock.advance(100);
    expect(sent.value).to.include({ delivery: 'sent' });
    expect(ben.session.state.value.status).to.equal('offline');
    ben.connection.retry();
    await clock.advance(1_000);
    expect(texts(ben.session)).to.deep.equal(['early']);
  });

  it('shows who joins at the first try nothing from before', async () => {
    const { clock, join } = setup();
    const ada = join('ada');
    void ada.session.send('before');
    await clock.advance(100);
    const ben = join('ben');
    await clock.advance(1_000);
    expect(texts(ben.session)).to.deep.equal([]);
  });

  it('rejects and marks as failed what the token does not allow, and sends it again when asked', async () => {
    const { clock, broker, join } = setup();
    const { session } = join('ada');
    await clock.advance(100);
    broker.deny = (topic) => topic.endsWith('/messages');
    const sent = outcome(session.send('forbidden'));
    await clock.advance(100);
    expect(sent.error).to.be.instanceOf(RtError);
    expect(sent.error).to.include({ code: 'chat/not-authorized' });
    const [failed] = session.state.value.messages;
    expect(failed).to.include({ delivery: 'failed', text: 'forbidden' });
    broker.deny = () => false;
    session.resend(failed?.id ?? '');
    await clock.advance(100);
    expect(session.state.value.messages).to.have.length(1);
    expect(session.state.value.messages[0]).to.include({ delivery: 'sent' });
  });

  it('does not hold back what follows a refused message', async () => {
    const { clock, broker, join } = setup();
    const [ada, ben] = [join('ada'), join('ben')];
    await clock.advance(100);
    await Promise.all([outcome(ada.session.send('one')), clock.advance(100)]);
    broker.deny = (topic) => topic.endsWith('/messages');
    outcome(ada.session.send('refused'));
    await clock.advance(100);
    broker.deny = () => false;
    outcome(ada.session.send('three'));
    // In steps: what repairs the gap is loaded in between.
    for (let i = 0; i < 4; i += 1) await clock.advance(500);
    expect(texts(ben.session)).to.deep.equal(['one', 'three']);
  });

  it('says that a room is refused', async () => {
    const { clock, broker, join } = setup();
    broker.deny = () => true;
    const { session } = join('ada');
    await clock.advance(1_000);
    expect(session.state.value.status).to.equal('error');
    expect(session.state.value.error).to.include({ code: 'chat/not-authorized' });
  });

  it('lets the service say whether one may write in a room that one may not read', async () => {
    const { clock, broker, join } = setup();
    broker.deny = (topic) => topic.startsWith('chat/lobby/');
    const { session } = join('ada');
    const refused = outcome(session.send('forbidden'));
    await clock.advance(1_000);
    expect(refused.error).to.include({ code: 'chat/not-authorized' });
    expect(session.state.value.messages[0]).to.include({ delivery: 'failed' });
    broker.deny = () => false;
    const allowed = outcome(session.send('into the box'));
    await clock.advance(1_000);
    expect(allowed.value).to.include({ delivery: 'sent' });
  });

  it('refuses an empty text, one that is too long, and any where it only reads', async () => {
    const { join } = setup();
    const { session } = join('ada');
    const codes: string[] = [];
    for (const attempt of [session.send(' \n '), session.send('x'.repeat(16_385))]) {
      await attempt.catch((error: unknown) => codes.push((error as RtError).code));
    }
    const reader = join('ben', { readOnly: true }).session;
    await reader.send('hi').catch((error: unknown) => codes.push((error as RtError).code));
    expect(codes).to.deep.equal(['chat/empty', 'chat/too-long', 'chat/read-only']);
  });

  it('reads plain quickstart clients, and drops their repeats', async () => {
    const { clock, broker, join } = setup();
    const { session } = join('ada');
    await clock.advance(100);
    const timestamp = clock.now() - 1000;
    quickstart(broker, { user: 'Quick', text: 'hi', timestamp });
    quickstart(broker, { user: 'Quick', text: 'hi', timestamp });
    quickstart(broker, { user: 'Quick', text: 'hi', timestamp: timestamp + 1 });
    await clock.advance(100);
    expect(session.state.value.messages.map(({ text }) => text)).to.deep.equal(['hi', 'hi']);
    expect(session.state.value.messages[0]).to.include({ name: 'Quick', timestamp, own: false });
  });

  it('shows what a plain client without a clock says twice on purpose, but no repeat of the broker', async () => {
    const { clock, broker, join } = setup();
    const { session } = join('ada');
    await clock.advance(100);
    const say = (text: string, dup = false): void =>
      broker.put(
        'chat/lobby/messages',
        JSON.stringify({ user: 'Quick', text }),
        false,
        undefined,
        dup,
      );
    say('ha');
    say('ha');
    say('ha', true);
    await clock.advance(1_000);
    say('ha');
    say('never seen', true);
    await clock.advance(120_000);
    say('ha', true);
    await clock.advance(100);
    expect(texts(session)).to.deep.equal(['ha', 'ha', 'ha', 'never seen', 'ha']);
  });

  it('writes what quickstart clients read: user, text, timestamp at the top', async () => {
    const { clock, broker, join } = setup();
    const { session } = join('ada');
    await clock.advance(100);
    void session.send('hello');
    await clock.advance(100);
    const wire = broker.published.find(({ topic }) => topic === 'chat/lobby/messages');
    expect(JSON.parse(wire?.payload ?? '')).to.include({ user: 'ada', text: 'hello' });
  });

  for (const [what, payload] of [
    ['is not JSON', 'hello?'],
    ['is no object', '42'],
    ['has no user', '{"text":"x"}'],
    ['has no text', '{"user":"x"}'],
    ['is a megabyte', JSON.stringify({ user: 'x', text: 'y'.repeat(1_000_000) })],
  ] as const) {
    it(`counts and reports a payload that ${what}, and goes on`, async () => {
      const failures: RtError[] = [];
      const { clock, broker, join } = setup();
      const { session } = join('ada', { failed: (error) => failures.push(error) });
      await clock.advance(100);
      quickstart(broker, payload);
      quickstart(broker, { user: 'Quick', text: 'after', timestamp: 1 });
      await clock.advance(100);
      expect(session.state.value.unreadable).to.equal(1);
      expect(failures.map(({ code }) => code)).to.deep.equal(['chat/bad-payload']);
      expect(texts(session)).to.deep.equal(['after']);
    });
  }

  it('takes the time of arrival for a message from the future', async () => {
    const { clock, broker, join } = setup();
    const { session } = join('ada');
    await clock.advance(100);
    quickstart(broker, { user: 'Quick', text: 'hi', timestamp: clock.now() + 86_400_000 });
    await clock.advance(100);
    expect(session.state.value.messages[0]?.timestamp).to.be.at.most(clock.now());
  });

  it('is present from joining to leaving', async () => {
    const { clock, broker, join } = setup();
    const { session } = join('ada');
    await clock.advance(100);
    const record = () =>
      broker.published.filter(({ topic }) => topic.includes('/presence/')).at(-1);
    expect(JSON.parse(record()?.payload ?? '')).to.include({ user: 'ada', state: 'here' });
    session.dispose();
    await clock.advance(100);
    expect(record()?.payload).to.equal('');
  });

  it('leaves nothing behind: no timer, no waiting promise', async () => {
    const { clock, broker, join } = setup();
    const { session, connection } = join('ada');
    await clock.advance(100);
    broker.stop({ forget: true });
    const sent = outcome(session.send('never'));
    await clock.advance(1_000);
    session.dispose();
    await connection.dispose();
    await clock.advance(50);
    expect(sent.value).to.include({ delivery: 'sending' });
    expect(clock.armed).to.equal(0);
  });

  describe('under random faults', () => {
    type Step =
      | { do: 'send'; who: 0 | 1 }
      | { do: 'cut'; who: 0 | 1 }
      | { do: 'restart'; forget: boolean; down: number }
      | { do: 'wait'; ms: number };
    const step: fc.Arbitrary<Step> = fc.oneof(
      { weight: 6, arbitrary: fc.record({ do: fc.constant('send'), who: fc.constantFrom(0, 1) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('cut'), who: fc.constantFrom(0, 1) }) },
      {
        weight: 1,
        arbitrary: fc.record({
          do: fc.constant('restart'),
          forget: fc.boolean(),
          down: fc.integer({ min: 0, max: 9_000 }),
        }),
      },
      {
        weight: 4,
        arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.integer({ min: 0, max: 900 }) }),
      },
    );

    const run = async (clock: FakeClock, broker: FakeBroker, steps: Step[], all: ChatSession[]) => {
      const sent: [string[], string[]] = [[], []];
      for (const one of steps) {
        if (one.do === 'send') {
          const text = `${one.who}-${sent[one.who].length}`;
          sent[one.who].push(text);
          outcome(all[one.who]?.send(text) ?? Promise.reject(new Error('no session')));
        } else if (one.do === 'cut') broker.cutOne(one.who);
        else if (one.do === 'wait') await clock.advance(one.ms);
        else {
          broker.stop({ forget: one.forget });
          await clock.advance(one.down);
          broker.start();
        }
      }
      await clock.advance(60_000);
      return sent;
    };

    it('loses nothing, repeats nothing and keeps every sender’s order', async function () {
      this.timeout(60_000);
      const property = fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 40 }),
        fc.array(fc.double({ min: 0, max: 0.99, noNaN: true }), { minLength: 1, maxLength: 8 }),
        async (steps, random) => {
          const { clock, broker, join } = setup(random);
          const all = [join('ada'), join('ben')].map(({ session }) => session);
          await clock.advance(100);
          const sent = await run(clock, broker, steps, all);
          for (const [reader, writer] of [
            [1, 0],
            [0, 1],
          ] as const) {
            const got = all[reader]?.state.value.messages.filter(({ own }) => !own) ?? [];
            expect(got.map((message: Message) => message.text)).to.deep.equal(sent[writer]);
          }
        },
      );
      await fc.assert(property, { numRuns: 150, seed: 20_261 });
    });
  });
});
