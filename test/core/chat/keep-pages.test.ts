import { expect } from '@open-wc/testing';
import fc from 'fast-check';
// Loaded in advance: the tests' clock does not wait for a download.
import '../../../src/core/chat/mender.js';
import { ChatSession } from '../../../src/core/chat/chat-session.js';
import { Connection } from '../../../src/core/connection.js';
import type { Message } from '../../../src/protocol/chat-message.js';
import { ConnectionError, type RtError } from '../../../src/protocol/errors.js';
import { chatTopics } from '../../../src/protocol/topics.js';
import { FakeBroker } from '../../helpers/fake-broker.js';
import { fakeClock } from '../../helpers/fake-clock.js';
import { FakeDisk, fakePage, FakeTab } from '../../helpers/fake-keep.js';

interface PageOptions {
  /** Default: the tab's, as the service keeps what a tab missed. */
  clientId?: string;
  tab?: FakeTab;
  room?: string;
  account?: string;
  failed?: (error: RtError) => void;
}

const setup = (random?: number[]) => {
  const clock = fakeClock(random && { random });
  const broker = new FakeBroker(clock);
  const disk = new FakeDisk();
  const tabs = new Map<string, FakeTab>();
  let made = 0;
  /** Opens a page of a user, by default in the user's one tab of one browser. */
  const open = (user: string | undefined, options: PageOptions = {}) => {
    const tab = options.tab ?? tabs.get(user ?? '') ?? new FakeTab();
    if (!options.tab) tabs.set(user ?? '', tab);
    const page = fakePage(clock, disk, tab);
    const clientId = options.clientId ?? `tab-of-${user}`;
    const connection = new Connection({
      source: {
        credentials: 'same-origin',
        fallback: {},
        getToken: () => Promise.resolve({ token: 'secret', ...(user && { user: { id: user } }) }),
      },
      request: {},
      loadTransport: () => Promise.resolve(page.transport(broker.factory, clientId)),
      clock: page.clock,
      wake: () => () => undefined,
    });
    const session = new ChatSession({
      connection,
      clock: page.clock,
      topics: chatTopics(options.room ?? 'lobby'),
      me: { id: '', name: '' },
      readOnly: false,
      keep: { account: options.account ?? 'account', disk: page.disk, tab: page.tab },
      ...(options.failed && { failed: options.failed }),
    });
    // This page shows everything at once.
    session.state.subscribe(() => session.seen());
    const say = (...said: string[]): void => {
      for (const text of said) session.send(text).catch(() => undefined);
    };
    return { number: (made += 1), connection, session, say, tab, end: page.end };
  };
  return { clock, broker, disk, open };
};

type Page = ReturnType<ReturnType<typeof setup>['open']>;
const messages = ({ session }: Page): readonly Message[] => session.state.value.messages;
const texts = (page: Page): string[] => messages(page).map(({ text }) => text);
const deliveries = (page: Page): string[] => messages(page).map(({ delivery }) => delivery);
const upto = (last: number, letter = ''): string[] =>
  Array.from({ length: last }, (_, i) => `${letter}${i + 1}`);
/** What reached the room, in order. */
const published = (broker: FakeBroker): { id: string; user: string; text: string }[] =>
  broker.published
    .filter(({ topic }) => topic === 'chat/lobby/messages')
    .map(({ payload }) => JSON.parse(payload) as { id: string; user: string; text: string });

// On the test's clock no time passes while it is fetched.
before(() => import('../../../src/core/chat/leftovers.js'));

describe('A page that follows another', () => {
  for (const how of ['reload', 'crash'] as const) {
    it(`sends after a ${how} what was written offline before and after it, all once and in order`, async () => {
      const { clock, broker, open } = setup();
      const ben = open('ben');
      const before = open('ada');
      await clock.advance(100);
      broker.stop({ forget: false });
      before.say(...upto(50));
      await clock.advance(1_000);
      before.end(how);
      const after = open('ada');
      await clock.advance(1_000);
      after.say(...upto(100).slice(50));
      expect(texts(after)).to.deep.equal(upto(100));
      expect(new Set(deliveries(after))).to.deep.equal(new Set(['sending']));
      broker.start();
      await clock.advance(20_000);
      expect(texts(ben)).to.deep.equal(upto(100));
      expect(published(broker).map(({ text }) => text)).to.deep.equal(upto(100));
      expect(texts(after)).to.deep.equal(upto(100));
      expect(new Set(deliveries(after))).to.deep.equal(new Set(['sent']));
    });
  }

  it('sends under the ids of the page before, so that what had arrived is not shown again', async () => {
    const { clock, broker, open } = setup();
    const [ben, before] = [open('ben'), open('ada')];
    await clock.advance(100);
    before.say('one', 'two');
    // The service has them, but its answer is on its way.
    await clock.advance(15);
    expect(published(broker)).to.have.length(2);
    before.end('crash');
    const after = open('ada');
    await clock.advance(1_000);
    expect(published(broker)).to.have.length(4);
    expect(new Set(published(broker).map(({ id }) => id)).size).to.equal(2);
    expect(texts(ben)).to.deep.equal(['one', 'two']);
    expect(texts(after)).to.deep.equal(['one', 'two']);
  });

  it('sends what was written so late that it was not on the disk when the page was left', async () => {
    const { clock, broker, disk, open } = setup();
    const before = open('ada');
    await clock.advance(100);
    broker.stop({ forget: false });
    before.say('one');
    disk.slow = true;
    before.say('two', 'three');
    before.end('reload');
    disk.slow = false;
    const after = open('ada');
    await clock.advance(1_000);
    expect(texts(after)).to.deep.equal(['one', 'two', 'three']);
    broker.start();
    await clock.advance(10_000);
    expect(published(broker).map(({ text }) => text)).to.deep.equal(['one', 'two', 'three']);
  });

  it('leaves nothing on the disk of what the service has', async () => {
    const { clock, disk, open } = setup();
    const page = open('ada');
    await clock.advance(100);
    page.say(...upto(30));
    expect(disk.entries.size).to.equal(30);
    await clock.advance(1_000);
    expect(disk.entries.size).to.equal(0);
  });

  it('shows a refused message as failed, and sends it again when asked', async () => {
    const { clock, broker, open } = setup();
    const [ben, before] = [open('ben'), open('ada')];
    await clock.advance(100);
    broker.deny = (topic) => topic.endsWith('/messages');
    before.say('no');
    await clock.advance(100);
    before.end('reload');
    broker.deny = () => false;
    const after = open('ada');
    await clock.advance(1_000);
    expect(deliveries(after)).to.deep.equal(['failed']);
    expect(texts(ben)).to.deep.equal([]);
    after.session.resend(messages(after)[0]?.id ?? '');
    await clock.advance(1_000);
    expect(deliveries(after)).to.deep.equal(['sent']);
    expect(texts(ben)).to.deep.equal(['no']);
  });

  it('never sends what another user has written, nor shows it', async () => {
    const { clock, broker, disk, open } = setup();
    const ada = open('ada');
    await clock.advance(100);
    broker.stop({ forget: false });
    ada.say('from Ada');
    await clock.advance(100);
    ada.end('crash');
    broker.start();
    const ben = open('ben');
    const guest = open(undefined);
    await clock.advance(120_000);
    expect(texts(ben)).to.deep.equal([]);
    expect(texts(guest)).to.deep.equal([]);
    expect(published(broker)).to.deep.equal([]);
    expect(disk.entries.size).to.equal(1);
    open('ada');
    await clock.advance(1_000);
    expect(published(broker).map(({ user, text }) => `${user}: ${text}`)).to.deep.equal([
      'ada: from Ada',
    ]);
  });

  it('takes Ada’s text off the log where the grant says that Ben is in her tab now', async () => {
    const { clock, broker, disk, open } = setup();
    const ada = open('ada');
    await clock.advance(100);
    broker.stop({ forget: false });
    ada.say('from Ada');
    await clock.advance(100);
    ada.end('reload');
    const ben = open('ben', { tab: ada.tab, clientId: 'shared' });
    broker.start();
    await clock.advance(10_000);
    ben.say('from Ben');
    await clock.advance(1_000);
    expect(texts(ben)).to.deep.equal(['from Ben']);
    expect(published(broker).map(({ user, text }) => `${user}: ${text}`)).to.deep.equal([
      'ben: from Ben',
    ]);
    expect([...disk.entries.values()].map(({ text }) => text)).to.deep.equal(['from Ada']);
  });

  it('offers what was written before anybody knew by whom, in the same tab only, and sends it not by itself', async () => {
    const { clock, broker, open } = setup();
    broker.stop({ forget: true });
    broker.refuse = () => new ConnectionError('connection/unreachable', { retryable: true });
    const before = open(undefined);
    before.say('early');
    await clock.advance(500);
    before.end('crash');
    broker.refuse = undefined;
    broker.start();
    const elsewhere = open('ben');
    const after = open('ada', { tab: before.tab });
    await clock.advance(1_000);
    expect(texts(elsewhere)).to.deep.equal([]);
    expect(deliveries(after)).to.deep.equal(['failed']);
    expect(published(broker)).to.deep.equal([]);
    after.session.resend(messages(after)[0]?.id ?? '');
    await clock.advance(1_000);
    expect(published(broker)).to.have.length(1);
  });

  it('in another room or with another token route takes nothing over', async () => {
    const { clock, broker, open } = setup();
    const before = open('ada');
    await clock.advance(100);
    broker.stop({ forget: false });
    before.say('mine');
    before.end('crash');
    broker.start();
    const [room, account] = [open('ada', { room: 'attic' }), open('ada', { account: 'other' })];
    await clock.advance(1_000);
    expect([...texts(room), ...texts(account)]).to.deep.equal([]);
    expect(broker.published.filter(({ topic }) => topic.endsWith('/messages'))).to.deep.equal([]);
  });

  it('lets a tab that lives send by itself, and takes over when it has died', async () => {
    const { clock, broker, open } = setup();
    const first = open('ada', { tab: new FakeTab(), clientId: 'one' });
    await clock.advance(100);
    broker.stop({ forget: false });
    first.say('mine');
    await clock.advance(100);
    const second = open('ada', { tab: new FakeTab(), clientId: 'two' });
    await clock.advance(100);
    expect(texts(second)).to.deep.equal([]);
    first.end('crash');
    await clock.advance(0);
    expect(texts(second)).to.deep.equal(['mine']);
    broker.start();
    await clock.advance(10_000);
    expect(published(broker)).to.have.length(1);
    expect(deliveries(second)).to.deep.equal(['sent']);
  });

  it('finds within a minute what a tab has written that died later', async () => {
    const { clock, broker, open } = setup();
    const first = open('ada', { tab: new FakeTab(), clientId: 'one' });
    const second = open('ada', { tab: new FakeTab(), clientId: 'two' });
    await clock.advance(100);
    first.say('last words');
    first.end('crash');
    await clock.advance(60_000);
    await clock.advance(1_000);
    expect(published(broker)).to.have.length(1);
    expect(texts(second)).to.deep.equal(['last words']);
  });

  it('is the only one to take over, however many there are', async () => {
    const { clock, broker, open } = setup();
    const first = open('ada', { tab: new FakeTab(), clientId: 'first' });
    await clock.advance(100);
    broker.stop({ forget: false });
    first.say(...upto(10));
    first.end('crash');
    for (const clientId of upto(5)) open('ada', { tab: new FakeTab(), clientId });
    broker.start();
    await clock.advance(20_000);
    expect(published(broker).map(({ text }) => text)).to.deep.equal(upto(10));
  });

  it('answers for the dead page what gets lost of its messages', async () => {
    const { clock, broker, open } = setup();
    const ben = open('ben', { clientId: 'b1' });
    const before = open('ada');
    await clock.advance(100);
    before.say('zero');
    await clock.advance(100);
    broker.stop({ forget: false });
    before.say('one', 'two');
    before.end('crash');
    const after = open('ada');
    broker.start();
    after.connection.retry();
    // Ben is still away when they go out, and the service forgets him.
    broker.deny = (topic) => topic.startsWith('chat/lobby/presence');
    await clock.advance(60);
    broker.stop({ forget: true });
    broker.start();
    await clock.advance(20_000);
    expect(texts(ben)).to.deep.equal(['zero', 'one', 'two']);
    expect(texts(after).slice(-2)).to.deep.equal(['one', 'two']);
  });

  it('asks for what the service has lost while the tab had no page', async () => {
    const { clock, open } = setup();
    const [ada, before] = [open('ada'), open('ben', { clientId: 'b1' })];
    await clock.advance(100);
    ada.say('heard');
    await clock.advance(1_000);
    before.end('reload');
    ada.say('missed', 'missed too');
    await clock.advance(3_000);
    const after = open('ben', { clientId: 'b2' });
    await clock.advance(1_000);
    ada.say('live');
    await clock.advance(1_000);
    expect(texts(before)).to.deep.equal(['heard']);
    expect(texts(after)).to.deep.equal(['missed', 'missed too', 'live']);
  });

  it('asks again for what the page before had not shown yet', async () => {
    const { clock, open } = setup();
    const [ada, before] = [open('ada'), open('ben')];
    await clock.advance(100);
    ada.say('shown');
    await clock.advance(1_000);
    // Its frame comes too late.
    before.session.seen = () => undefined;
    ada.say('come', 'and not shown');
    await clock.advance(100);
    before.end('reload');
    const after = open('ben');
    for (let i = 0; i < 4; i += 1) await clock.advance(500);
    expect(texts(after)).to.deep.equal(['come', 'and not shown']);
  });

  it('asks nobody for anything where the tab is new', async () => {
    const { clock, broker, open } = setup();
    open('ada');
    await clock.advance(1_000);
    expect(broker.published.filter(({ topic }) => topic.endsWith('/sync'))).to.deep.equal([]);
  });

  it('of guests without an id sends under the name of the guest that wrote it', async () => {
    const { clock, broker, open } = setup();
    const before = open(undefined);
    await clock.advance(100);
    const name = before.session.me.id;
    broker.stop({ forget: false });
    before.say('as a guest');
    before.end('crash');
    broker.start();
    open(undefined);
    await clock.advance(1_000);
    expect(published(broker).map(({ user }) => user)).to.deep.equal([name]);
  });

  it('without locks leaves alone for a minute what another page may still send', async () => {
    const { clock, broker, disk, open } = setup();
    Object.assign(disk, { locks: false });
    const first = open('ada', { tab: new FakeTab(), clientId: 'one' });
    await clock.advance(100);
    broker.stop({ forget: false });
    first.say('mine');
    first.end('crash');
    broker.start();
    open('ada', { tab: new FakeTab(), clientId: 'two' });
    await clock.advance(50_000);
    expect(published(broker)).to.deep.equal([]);
    await clock.advance(80_000);
    expect(published(broker)).to.have.length(1);
  });
});

describe('Where the browser stores nothing', () => {
  it('it says so, sends all the same, and fails nothing', async () => {
    const { clock, broker, disk, open } = setup();
    disk.blocked = true;
    const failures: RtError[] = [];
    const page = open('ada', { failed: (error) => failures.push(error) });
    expect(page.session.state.value.storage).to.equal(undefined);
    await clock.advance(100);
    expect(page.session.state.value.storage).to.equal('memory');
    page.say(...upto(3));
    await clock.advance(1_000);
    expect(published(broker).map(({ text }) => text)).to.deep.equal(upto(3));
    expect(failures).to.deep.equal([]);
  });

  it('it rejects what waits when the room is closed; else that is sent by whoever comes next', async () => {
    for (const blocked of [true, false]) {
      const { clock, broker, disk, open } = setup();
      disk.blocked = blocked;
      const page = open('ada');
      await clock.advance(100);
      broker.stop({ forget: false });
      const sent = page.session.send('later').then(
        ({ delivery }) => delivery,
        (error: unknown) => (error as RtError).code,
      );
      page.session.dispose();
      expect(await sent).to.equal(blocked ? 'chat/send-failed' : 'sending');
      broker.start();
      open('ada', { clientId: 'next' });
      await clock.advance(10_000);
      expect(published(broker)).to.have.length(blocked ? 0 : 1);
    }
  });
});

describe('Two people whose pages come and go', () => {
  type Step =
    | { do: 'send'; who: 0 | 1 }
    | { do: 'cut' }
    | { do: 'restart'; down: number }
    | { do: 'page'; who: 0 | 1; how: 'reload' | 'crash'; gap: number }
    | { do: 'wait'; ms: number };
  const any = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
  /** @param writers who writes @param comers whose pages come and go @param ways how they go */
  const schedule = (writers: (0 | 1)[], comers: (0 | 1)[], ways: ('reload' | 'crash')[]) => {
    const gap = fc.integer({ min: 0, max: 3_000 });
    const down = fc.integer({ min: 0, max: 6_000 });
    const ms = fc.integer({ min: 0, max: 900 });
    const step: fc.Arbitrary<Step> = fc.oneof(
      { weight: 6, arbitrary: fc.record({ do: any('send' as const), who: any(...writers) }) },
      { weight: 1, arbitrary: fc.record({ do: any('cut' as const) }) },
      { weight: 1, arbitrary: fc.record({ do: any('restart' as const), down }) },
      {
        weight: 2,
        arbitrary: fc.record({
          do: any('page' as const),
          who: any(...comers),
          how: any(...ways),
          gap,
        }),
      },
      { weight: 3, arbitrary: fc.record({ do: any('wait' as const), ms }) },
    );
    return fc.array(step, { minLength: 5, maxLength: 40 });
  };

  const people = ['ada', 'ben'] as const;

  const play = async (steps: Step[], random: number[], forget: boolean) => {
    const { clock, broker, open } = setup(random);
    const pages: [Page[], Page[]] = [[], []];
    const enter = (one: 0 | 1): void => {
      const clientId = forget ? `${people[one]}-${pages[one].length}` : people[one];
      pages[one].push(open(people[one], { clientId }));
    };
    enter(0);
    enter(1);
    await clock.advance(100);
    const sent: [string[], string[]] = [[], []];
    for (const one of steps) {
      if (one.do === 'send') {
        const text = `${one.who}-${sent[one.who].length}`;
        sent[one.who].push(text);
        pages[one.who].at(-1)?.say(text);
      } else if (one.do === 'cut') broker.cut();
      else if (one.do === 'wait') await clock.advance(one.ms);
      else if (one.do === 'page') {
        // What a page hands to the disk is there a moment later.
        await clock.advance(0);
        pages[one.who].at(-1)?.end(one.how);
        await clock.advance(one.gap);
        enter(one.who);
        await clock.advance(0);
      } else {
        broker.stop({ forget });
        await clock.advance(one.down);
        broker.start();
      }
    }
    await clock.advance(120_000);
    return { sent, pages };
  };

  /**
   * No page shows anything twice, and over all of them everything is first seen in its order: its
   * writer's, or that of each of the writer's pages.
   */
  const check = (pages: Page[], writer: string, sent: string[], order: 'writer' | 'page'): void => {
    const shown = pages.map((page) => messages(page).filter(({ user }) => user === writer));
    for (const one of shown) expect(new Set(one.map(({ text }) => text)).size).to.equal(one.length);
    const seen = [...new Map(shown.flat().map((one) => [one.text, one])).values()];
    const first = [...new Set(shown.flat().map(({ text }) => text))];
    if (order === 'writer') expect(first).to.deep.equal(sent);
    else expect([...first].sort()).to.deep.equal([...sent].sort());
    const page = new Map(seen.map(({ id, text }) => [text, id.split('-')[0]]));
    for (const sid of new Set(page.values())) {
      const from = (all: string[]): string[] => all.filter((text) => page.get(text) === sid);
      expect(from(first)).to.deep.equal(from(sent));
    }
  };

  const random = fc.array(fc.double({ min: 0, max: 0.99, noNaN: true }), {
    minLength: 1,
    maxLength: 8,
  });

  for (const [how, order] of [
    ['reload', 'writer'],
    ['crash', 'page'],
  ] as const) {
    it(`lose nothing and see nothing twice by a ${how}, in order, where the service keeps what they miss`, async function () {
      this.timeout(120_000);
      const steps = schedule([0, 1], [0, 1], [how]);
      const property = fc.asyncProperty(steps, random, async (all, numbers) => {
        const { sent, pages } = await play(all, numbers, false);
        check(pages[1], 'ada', sent[0], order);
        check(pages[0], 'ben', sent[1], order);
      });
      await fc.assert(property, { numRuns: 120, seed: 20_262 });
    });
  }

  it('get from a writer’s living page what the service has forgotten', async function () {
    this.timeout(120_000);
    const steps = schedule([0], [1], ['reload', 'crash']);
    const property = fc.asyncProperty(steps, random, async (all, numbers) => {
      const { sent, pages } = await play(all, numbers, true);
      check(pages[1], 'ada', sent[0], 'writer');
    });
    await fc.assert(property, { numRuns: 120, seed: 20_263 });
  });
});
