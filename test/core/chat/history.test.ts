import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { ChatLog, mostKept } from '../../../src/core/chat/chat-log.js';
import type { ChatSnapshot } from '../../../src/core/chat/chat-state.js';
import { History } from '../../../src/core/chat/history.js';
import { Sequencer } from '../../../src/core/chat/sequencer.js';
import { Store } from '../../../src/core/store.js';
import { readMessage, type Message, type WireMessage } from '../../../src/protocol/chat-message.js';
import { RtError } from '../../../src/protocol/errors.js';
import { fakeClock } from '../../helpers/fake-clock.js';

const t0 = 1_600_000_000_000;
/** The n-th message of a writer's session. */
const wire = (n: number, user = 'ben', sid = `s-${user}`): WireMessage => ({
  user,
  text: `${user} ${n}`,
  timestamp: t0 + n,
  id: `${sid}-${n}`,
  sid,
  n,
});
const run = (from: number, upto: number, user = 'ben'): WireMessage[] =>
  Array.from({ length: upto - from + 1 }, (_, i) => wire(from + i, user));

const setup = ({ limit = 5, stored = [] as WireMessage[] } = {}) => {
  const clock = fakeClock();
  const end = new AbortController();
  const log = new ChatLog();
  const told: string[] = [];
  const errors: RtError[] = [];
  const needs: string[] = [];
  const asked: (string | undefined)[] = [];
  const server = { stored, fail: false };
  let hold: Promise<void> | undefined;
  const state = new Store<ChatSnapshot>({
    status: 'connecting',
    joined: false,
    me: undefined,
    messages: [],
    unreadable: 0,
    error: undefined,
  });
  const changed = (): void => state.patch({ messages: log.messages });
  const received = ({ text }: Message): void => void told.push(text);
  const show = ({ id, user, text, timestamp }: WireMessage): void => {
    const name = user;
    const message: Message = { id, user, name, text, timestamp, own: false, delivery: 'sent' };
    if (!log.add(message)) return;
    changed();
    received(message);
  };
  const sequencer = new Sequencer({
    clock,
    deliver: show,
    ask: (sid, from, upto) => void needs.push(`${sid} ${from}-${upto}`),
  });
  const room = {
    ...{ state, log, order: sequencer, changed, received, read: readMessage },
    failed: (error: RtError) => void errors.push(error),
  };
  /** Starts the history, as a page does when its code is there. */
  const open = () =>
    new History(
      {
        room,
        changed: () => undefined,
        read: async (before) => {
          asked.push(before);
          // The answer is what the route has now, and may take its time on the way.
          const upto = before === undefined ? server.stored.length : Number(before);
          const from = Math.max(0, upto - limit);
          const messages = server.stored.slice(from, upto);
          const { fail } = server;
          await hold;
          if (fail) throw new RtError('chat/history-failed', { status: 503 });
          return { messages, next: from > 0 ? String(from) : null };
        },
      },
      end.signal,
    );
  return {
    ...{ clock, end, log, told, errors, needs, asked, server, state, sequencer, open },
    join: (user = 'ada') =>
      state.patch({ status: 'online', joined: true, me: { id: user, name: user } }),
    leave: () => state.patch({ status: 'reconnecting' }),
    /** A message arrives live. */
    live: (...messages: WireMessage[]) => {
      for (const message of messages) {
        server.stored = [...server.stored, message];
        sequencer.take({ ...message, sid: message.sid ?? '', n: message.n ?? 0 });
      }
    },
    /** We say something that has not been sent yet. */
    say: (n: number) => {
      const { id, text, timestamp } = wire(n, 'ada');
      log.add({ id, user: 'ada', name: 'A', text, timestamp, own: true, delivery: 'sending' });
      changed();
    },
    /** Answers are kept back until the returned function is called. */
    holdAnswers: () => {
      let release = (): void => undefined;
      hold = new Promise((resolve) => (release = resolve));
      return () => {
        hold = undefined;
        release();
      };
    },
    texts: () => log.messages.map(({ text }) => text),
  };
};

const textsOf = (messages: WireMessage[]): string[] => messages.map(({ text }) => text);

describe('History', () => {
  it('shows the newest page before there is a connection', async () => {
    const { clock, open, texts, asked, told } = setup({ stored: run(1, 8) });
    const history = open();
    expect(history.status).to.equal('loading');
    await clock.advance(0);
    expect(texts()).to.deep.equal(textsOf(run(4, 8)));
    expect(asked).to.deep.equal([undefined]);
    expect(history.status).to.equal('more');
    expect(told).to.deep.equal([]);
  });

  it('brings older ones when asked, down to the very first, each once', async () => {
    const { clock, open, texts, asked } = setup({ stored: run(1, 12) });
    const history = open();
    await clock.advance(0);
    for (let i = 0; i < 5; i += 1) {
      history.older();
      history.older();
      await clock.advance(0);
    }
    expect(texts()).to.deep.equal(textsOf(run(1, 12)));
    expect(asked).to.deep.equal([undefined, '7', '2']);
    expect(history.status).to.equal('start');
  });

  it('asks once more when it has joined, for what was said in between', async () => {
    const { clock, open, join, server, texts, told } = setup({ stored: run(1, 3) });
    open();
    await clock.advance(0);
    server.stored = run(1, 4);
    join();
    await clock.advance(0);
    expect(texts()).to.deep.equal(textsOf(run(1, 4)));
    expect(told).to.deep.equal(['ben 4']);
  });

  it('does so too when the first answer is still on its way', async () => {
    const { clock, open, join, server, texts, holdAnswers } = setup({ stored: run(1, 3) });
    const release = holdAnswers();
    open();
    server.stored = run(1, 4);
    join();
    release();
    await clock.advance(0);
    expect(texts()).to.deep.equal(textsOf(run(1, 4)));
  });

  it('asks once where it comes after the connection', async () => {
    const { clock, open, join, asked } = setup({ stored: run(1, 3) });
    join();
    open();
    await clock.advance(0);
    expect(asked).to.have.length(1);
  });

  it('puts history before what came live meanwhile, and that once', async () => {
    const { clock, open, join, live, texts, holdAnswers } = setup({ stored: run(1, 3) });
    const release = holdAnswers();
    join();
    live(wire(4));
    open();
    live(wire(5), wire(1, 'cyd'));
    release();
    await clock.advance(0);
    expect(texts()).to.deep.equal([...textsOf(run(1, 5)), 'cyd 1']);
  });

  it('fills the gap of an absence, however long, and tells of each', async () => {
    const { clock, open, join, leave, live, server, texts, told, asked } = setup({
      stored: run(1, 6),
    });
    open();
    join();
    await clock.advance(0);
    live(wire(7));
    leave();
    server.stored = [...server.stored, ...run(8, 30)];
    asked.length = 0;
    join();
    await clock.advance(0);
    expect(texts()).to.deep.equal(textsOf(run(2, 30)));
    expect(told).to.deep.equal(textsOf(run(7, 30)));
    expect(asked).to.have.length(5);
  });

  it('fills it before what came in since, and asks nobody else for it', async () => {
    const { clock, open, join, leave, live, server, texts, needs, holdAnswers } = setup({
      stored: run(1, 3),
    });
    open();
    join();
    await clock.advance(0);
    live(wire(4));
    leave();
    server.stored = [...server.stored, ...run(5, 7), ...run(1, 2, 'cyd')];
    const release = holdAnswers();
    join();
    live(wire(8), wire(3, 'cyd'));
    release();
    await clock.advance(10_000);
    expect(texts()).to.deep.equal([
      ...textsOf(run(1, 7)),
      ...textsOf(run(1, 2, 'cyd')),
      'cyd 3',
      'ben 8', // behind the gap until it was filled
    ]);
    expect(needs).to.deep.equal([]);
  });

  it('does not wait for what lies before its newest page, where a page before us had the beginning', async () => {
    const { clock, open, sequencer, live, texts, needs, join } = setup({ stored: run(1, 12) });
    const [{ sid = '' } = wire(1)] = run(1, 1);
    sequencer.restore(new Map([[sid, [1, 3]]]));
    open();
    join();
    await clock.advance(0);
    live(wire(13));
    expect(texts()).to.deep.equal(textsOf(run(8, 13)));
    // Late is better than never: a repair brings one of those.
    sequencer.take({ ...wire(5), sid, n: 5 });
    expect(texts()).to.deep.equal(textsOf([wire(5), ...run(8, 13)]));
    await clock.advance(10_000);
    expect(needs).to.deep.equal([]);
  });

  it('keeps what we have said meanwhile, once', async () => {
    const { clock, open, join, leave, live, say, server, texts } = setup({ stored: run(1, 3) });
    open();
    join();
    await clock.advance(0);
    live(wire(4));
    leave();
    say(50);
    server.stored = [...server.stored, wire(5), wire(50, 'ada'), wire(60)];
    join();
    await clock.advance(0);
    expect(texts()).to.deep.equal([...textsOf(run(1, 5)), 'ada 50', 'ben 60']);
  });

  it('shows one that a repair brings later among those of its writer', async () => {
    const { clock, open, join, leave, live, server, texts, sequencer } = setup({
      stored: run(1, 3),
    });
    open();
    join();
    await clock.advance(0);
    live(wire(4));
    leave();
    // The recorder was away as well.
    server.stored = [...server.stored, wire(7), wire(8)];
    join();
    await clock.advance(0);
    expect(texts()).to.deep.equal([...textsOf(run(1, 4)), 'ben 7', 'ben 8']);
    for (const n of [5, 6]) sequencer.take({ ...wire(n), sid: 's-ben', n });
    await clock.advance(10_000);
    expect(texts()).to.deep.equal(textsOf(run(1, 8)));
  });

  it('knows one’s own messages as soon as it is known who one is', async () => {
    const { clock, open, join, log } = setup({ stored: [wire(1), wire(2, 'ada')] });
    open();
    await clock.advance(0);
    expect(log.messages.map(({ own }) => own)).to.deep.equal([false, false]);
    join('ada');
    expect(log.messages.map(({ own }) => own)).to.deep.equal([false, true]);
    await clock.advance(0);
    expect(log.messages).to.have.length(2);
  });

  it('says once that it failed, lets the chat go on, and tries again when asked', async () => {
    const { clock, open, join, live, server, texts, errors } = setup({ stored: run(1, 3) });
    server.fail = true;
    const history = open();
    await clock.advance(0);
    expect(history.status).to.equal('failed');
    expect(errors.map(({ code }) => code)).to.deep.equal(['chat/history-failed']);
    history.older();
    join();
    await clock.advance(0);
    expect(errors).to.have.length(1);
    live(wire(4));
    expect(texts()).to.deep.equal(['ben 4']);
    server.fail = false;
    history.retry();
    expect(history.status).to.equal('loading');
    await clock.advance(0);
    expect(texts()).to.deep.equal(textsOf(run(1, 4)));
    expect(history.status).to.equal('start');
  });

  it('leaves no gap where the page after an absence failed, and there was another absence', async () => {
    const { clock, open, join, leave, live, server, texts } = setup({ stored: run(1, 3) });
    open();
    join();
    await clock.advance(0);
    leave();
    server.stored = [...server.stored, ...run(4, 20)];
    server.fail = true;
    join();
    await clock.advance(0);
    live(wire(21));
    leave();
    server.stored = [...server.stored, ...run(22, 24)];
    server.fail = false;
    join();
    await clock.advance(10_000);
    expect(texts()).to.deep.equal(textsOf(run(1, 24)));
  });

  it('keeps on with the older page that failed', async () => {
    const { clock, open, server, texts } = setup({ stored: run(1, 8) });
    const history = open();
    await clock.advance(0);
    server.fail = true;
    history.older();
    await clock.advance(0);
    expect(history.status).to.equal('failed');
    server.fail = false;
    history.retry();
    await clock.advance(0);
    expect(texts()).to.deep.equal(textsOf(run(1, 8)));
  });

  it('says that an empty room has nothing before', async () => {
    const { clock, open, join, live, texts } = setup();
    const history = open();
    await clock.advance(0);
    expect(history.status).to.equal('start');
    join();
    live(...run(1, 3));
    await clock.advance(0);
    expect(texts()).to.deep.equal(textsOf(run(1, 3)));
  });

  it('takes a page without a message for the end, whatever its cursor', async () => {
    const { clock, log, state, end, sequencer } = setup();
    let asked = 0;
    const history = new History(
      {
        room: { log, state, order: sequencer, changed: () => undefined, read: readMessage },
        changed: () => undefined,
        read: () => {
          asked += 1;
          return Promise.resolve({ messages: [], next: 'again' });
        },
      },
      end.signal,
    );
    await clock.advance(0);
    history.older();
    await clock.advance(0);
    expect([asked, history.status]).to.deep.equal([1, 'start']);
  });

  it('asks for no more when the page keeps no more', async () => {
    const { clock, open, join, live, asked, log } = setup({ stored: run(1, 8) });
    const history = open();
    join();
    await clock.advance(0);
    log.set(Array.from({ length: mostKept }, (_, n) => ({ ...wireMessage(n) })));
    live(wire(9));
    asked.length = 0;
    history.older();
    await clock.advance(0);
    history.older();
    await clock.advance(0);
    expect(history.status).to.equal('full');
    expect(asked).to.have.length(1);
    expect(log.messages).to.have.length(mostKept);
    expect(log.messages.at(-1)?.text).to.equal('ben 9');
  });

  it('does nothing more when its room is left', async () => {
    const { clock, open, end, join, texts, asked, errors, holdAnswers } = setup({
      stored: run(1, 8),
    });
    const release = holdAnswers();
    open();
    end.abort();
    release();
    join();
    await clock.advance(0);
    expect(texts()).to.deep.equal([]);
    expect(asked).to.have.length(1);
    expect(errors).to.deep.equal([]);
  });

  it('shows everything once and every writer in order, whatever is lost and repaired', async () => {
    const step = fc.oneof(
      fc.record({ k: fc.constant('say' as const), who: fc.nat(2) }),
      fc.record({ k: fc.constantFrom('leave' as const, 'join' as const, 'older' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.boolean(), async (steps, early) => {
        const { clock, open, join, leave, live, server, texts, state, told } = setup();
        const counts = [0, 0, 0];
        let history = early ? open() : undefined;
        for (const one of steps) {
          const online = state.value.status === 'online';
          if (one.k === 'say') {
            const n = (counts[one.who] = (counts[one.who] ?? 0) + 1);
            const message = { ...wire(n, `u${one.who}`), timestamp: t0 + server.stored.length };
            if (online) live(message);
            else server.stored = [...server.stored, message];
          } else if (one.k === 'older') history?.older();
          else if (one.k === 'join') join();
          else leave();
          if (counts[0] === 3) await clock.advance(0);
        }
        history ??= open();
        leave();
        join();
        await clock.advance(10_000);
        for (let i = 0; i < 20; i += 1) {
          history.older();
          await clock.advance(0);
        }
        const all = textsOf(server.stored);
        expect([...texts()].sort()).to.deep.equal([...all].sort());
        for (const who of ['u0', 'u1', 'u2']) {
          const said = (list: string[]) => list.filter((text) => text.startsWith(who));
          expect(said(texts())).to.deep.equal(said(all));
        }
        expect(new Set(told).size).to.equal(told.length);
      }),
      { numRuns: 60 },
    );
  });
});

const wireMessage = (n: number): Message => ({
  id: `old-${n}`,
  user: 'eve',
  name: 'Eve',
  text: String(n),
  timestamp: t0,
  own: false,
  delivery: 'sent',
});
