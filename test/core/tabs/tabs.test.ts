import { expect } from '@open-wc/testing';
import { ConnectionError } from '../../../src/protocol/errors.js';
import { openBrowser } from './open-tab.js';

/** What `wanted` has of the list, and that it has nothing else. */
const saying = (from: number, upto: number): string[] =>
  Array.from({ length: upto - from + 1 }, (_, i) => `say ${from + i}`);

describe('the tabs of an account', () => {
  it('have one connection, over which all of them hear and say', async () => {
    const { advance, broker, openAll } = openBrowser();
    const tabs = await openAll(3);
    const readers = tabs.map(({ read }) => read('a/b'));
    await advance(200);
    expect(broker.connections).to.equal(1);
    expect(tabs.map(({ connection }) => connection.state.value.status)).to.deep.equal([
      'online',
      'online',
      'online',
    ]);
    broker.put('a/b', 'from outside');
    for (const [i, { connection }] of tabs.entries()) {
      const sent = connection.publish('a/b', `from ${i}`);
      await advance(100);
      await sent;
    }
    for (const { got } of readers) {
      expect(got).to.deep.equal(['from outside', 'from 0', 'from 1', 'from 2']);
    }
    expect(tabs[2]?.connection.maxInFlight).to.equal(20);
    expect(tabs[2]?.connection.state.value.user).to.deep.equal({ id: 'ada' });
  });

  it('hear a message once, however many filters of several tabs take it', async () => {
    const { advance, broker, openAll } = openBrowser();
    const tabs = await openAll(3);
    const readers = tabs.map(({ read }) => [read('a/+'), read('a/b'), read('#')]);
    await advance(200);
    broker.put('a/b', 'once');
    await advance(100);
    for (const each of readers) for (const { got } of each) expect(got).to.deep.equal(['once']);
  });

  it('hand on what the service answers: options, acknowledgements, refusals', async () => {
    const { advance, broker, openAll } = openBrowser();
    const [, follower] = await openAll(2);
    broker.deny = (topic) => topic.startsWith('secret');
    const denied = follower?.connection.publish('secret/a', 'x').catch((error: unknown) => error);
    const reader = follower?.read('secret/b');
    const kept = follower?.connection.publish('a', 'kept', { retain: true });
    await advance(500);
    const error = await denied;
    await kept;
    expect(error).to.be.instanceOf(ConnectionError);
    expect(error).to.include({ code: 'connection/not-authorized', retryable: false });
    expect(reader?.refused.map(({ code }) => code)).to.deep.equal(['connection/not-authorized']);
    const late = follower?.read('a');
    await advance(200);
    expect(late?.got).to.deep.equal(['kept']);
  });

  it('ask for one token each at first, and later only in the tab that leads', async function () {
    // Tabs ask each other how they are once a second: many turns of the event loop.
    this.timeout(60_000);
    const { advance, requests, route, openAll } = openBrowser();
    route.life = 60;
    await openAll(3);
    expect(requests).to.have.length(3);
    await advance(3 * 60_000);
    const perMinute = 60 / 30; // a token of 60 s is renewed after half of it
    expect(requests.length - 3).to.be.within(3 * perMinute - 1, 3 * perMinute + 1);
  });

  it('get a token for what the others want, where that of the tab that leads does not do', async () => {
    const { advance, broker, requests, open, openAll } = openBrowser();
    const [leader] = await openAll(1);
    const granted = (room: string): boolean =>
      JSON.stringify(requests[Number(broker.grants.at(-1)?.token?.slice(6)) - 1]).includes(room);
    broker.deny = (topic) => topic.startsWith('chat/') && !granted(topic.split('/')[1] ?? '');
    const follower = open({ room: 'attic' });
    const { got, refused } = follower.read('chat/attic/messages');
    await advance(1_000);
    expect(refused).to.deep.equal([]);
    expect(requests.at(-1)).to.deep.include({ rooms: ['attic', 'lobby'] });
    broker.put('chat/attic/messages', 'up here');
    await advance(100);
    expect(got).to.deep.equal(['up here']);
    expect(follower.connection.state.value.status).to.equal('online');
    expect(leader?.connection.state.value.status).to.equal('online');
    expect(broker.connections).to.equal(1);
  });

  it('tell a follower when even a token of its own would not do', async () => {
    const { advance, broker, requests, open, openAll } = openBrowser();
    await openAll(1);
    broker.deny = (topic) => topic.startsWith('chat/staff');
    const { refused } = open({ room: 'staff' }).read('chat/staff/messages');
    await advance(5_000);
    expect(refused.map(({ code }) => code)).to.deep.equal(['connection/not-authorized']);
    expect(requests.length).to.equal(3);
  });

  it('show the same trouble, and are back together', async () => {
    const { advance, broker, openAll } = openBrowser();
    const tabs = await openAll(3);
    broker.stop({ forget: true });
    await advance(10_000);
    for (const { connection } of tabs) {
      expect(connection.state.value.status).to.equal('offline');
      expect(connection.state.value.error).to.include({
        code: 'connection/unreachable',
        retryable: true,
      });
    }
    broker.start();
    await advance(5_000);
    for (const { connection } of tabs) expect(connection.state.value.status).to.equal('online');
    expect(broker.connections).to.equal(1);
  });

  it('try again when somebody asks for it in any of them', async () => {
    const { advance, broker, openAll, clientIds } = openBrowser();
    const tabs = await openAll(2);
    broker.refuse = () => new ConnectionError('connection/refused');
    broker.cut();
    await advance(5_000);
    for (const { connection } of tabs) expect(connection.state.value.status).to.equal('error');
    const tries = clientIds.length;
    broker.refuse = undefined;
    await advance(60_000);
    expect(clientIds.length).to.equal(tries);
    tabs[1]?.connection.retry();
    await advance(500);
    for (const { connection } of tabs) expect(connection.state.value.status).to.equal('online');
  });

  it('are not told of another that stands alone, has another user, or none', async () => {
    const { advance, broker, browser, open, openAll } = openBrowser();
    await openAll(1);
    open({ alone: true });
    open({ user: 'ben' });
    open({ user: undefined });
    open({ user: undefined });
    await advance(500);
    expect(broker.connections).to.equal(5);
    // Hashes and random numbers, by which nobody is told: not "ada", though hex digits may spell that.
    const kept = JSON.stringify([browser.localStorage, browser.locks]).match(/"[^"]*"/g) ?? [];
    expect(kept.length).to.be.greaterThan(5);
    for (const one of kept) expect(one).to.match(/^"rt-[0-9a-f]{10,}"$/);
  });

  it('leave each other when one comes to speak for another user', async () => {
    const { advance, broker, route, openAll } = openBrowser();
    route.life = 60;
    const tabs = await openAll(2);
    route.user = 'ben';
    await advance(45_000);
    const users = (): (string | undefined)[] =>
      tabs.map(({ connection }) => connection.state.value.user?.id);
    expect(users()[0]).to.equal('ben');
    expect(broker.connections).to.equal(users()[1] === 'ben' ? 1 : 2);
    await advance(60_000);
    expect(users()).to.deep.equal(['ben', 'ben']);
    expect(broker.connections).to.equal(1);
    for (const { connection } of tabs) expect(connection.state.value.status).to.equal('online');
  });

  it('make the service forget them only with the last of them', async () => {
    const { advance, broker, openAll, clientIds, open } = openBrowser();
    const [one, two] = await openAll(2);
    const reader = two?.read('a');
    await advance(200);
    await one?.connection.dispose();
    broker.put('a', 'meanwhile');
    await advance(1_000);
    expect(reader?.got).to.deep.equal(['meanwhile']);
    await two?.connection.dispose();
    await advance(100);
    expect(broker.connections).to.equal(0);
    const three = open();
    broker.put('a', 'to nobody');
    const { got } = three.read('a');
    await advance(1_000);
    expect(got).to.deep.equal([]);
    expect(new Set(clientIds).size).to.equal(1);
  });

  it('leave no timer, lock or channel behind', async () => {
    const { clock, advance, browser, openAll } = openBrowser();
    const tabs = await openAll(3);
    for (const { connection } of tabs) await connection.dispose();
    await advance(20_000);
    expect(browser.locks).to.deep.equal([]);
    expect(clock.armed).to.equal(0);
  });
});

describe('when the tab that leads is gone', () => {
  it('another one goes on under the same name, and nothing is missed', async () => {
    const { advance, broker, openAll, clientIds } = openBrowser();
    const tabs = await openAll(4);
    const readers = tabs.map(({ read }) => read('a'));
    await advance(200);
    let n = 0;
    const talk = async (ms: number): Promise<void> => {
      for (let i = 0; i < ms; i += 20) {
        broker.put('a', `say ${(n += 1)}`);
        await advance(20);
      }
    };
    await talk(200);
    tabs[0]?.tab.close();
    broker.cutOne(0);
    await talk(400);
    const first = n;
    await tabs[1]?.connection.dispose();
    await talk(2_000);
    await advance(1_000);
    expect(new Set(clientIds).size).to.equal(1);
    expect(broker.connections).to.equal(1);
    expect(first).to.be.lessThan(n);
    for (const { got } of readers.slice(2)) {
      expect([...new Set(got)].sort()).to.deep.equal(saying(1, n).sort());
    }
    for (const { seen } of tabs.slice(2)) expect(seen).to.deep.equal(['connecting', 'online']);
  });

  for (const how of ['pagehide', 'freeze']) {
    it(`with ${how}, the next one leads at once, and the old one comes back as a follower`, async () => {
      const { advance, broker, openAll, clientIds } = openBrowser();
      const [one, two] = await openAll(2);
      const readers = [one?.read('a'), two?.read('a')];
      await advance(200);
      one?.tab.tell(how);
      one?.tab.freeze();
      await advance(300);
      expect(broker.connections).to.equal(1);
      expect(two?.connection.state.value.status).to.equal('online');
      broker.put('a', 'while it slept');
      await advance(100);
      expect(readers[1]?.got).to.deep.equal(['while it slept']);
      one?.tab.thaw();
      await advance(5_000);
      expect(one?.connection.state.value.status).to.equal('online');
      expect(readers[0]?.got).to.deep.equal(['while it slept']);
      expect(broker.connections).to.equal(1);
      expect(clientIds.length).to.equal(2);
    });
  }

  it('is found out where it is frozen without a word, within 5 s', async () => {
    const { advance, broker, openAll, clientIds } = openBrowser();
    const tabs = await openAll(3);
    const readers = tabs.map(({ read }) => read('a'));
    await advance(2_500);
    tabs[0]?.tab.freeze();
    await advance(5_000);
    expect(clientIds).to.have.length(2);
    broker.put('a', 'go on');
    await advance(500);
    for (const { got } of readers.slice(1)) expect(got).to.deep.equal(['go on']);
    tabs[0]?.tab.thaw();
    await advance(5_000);
    for (const { connection } of tabs) expect(connection.state.value.status).to.equal('online');
    expect(broker.connections).to.equal(1);
    broker.put('a', 'all of us');
    await advance(500);
    for (const { got } of readers) expect(got.at(-1)).to.equal('all of us');
  });

  it('is left alone by tabs that nobody looks at, until somebody does', async () => {
    const { advance, openAll, clientIds } = openBrowser();
    const [one, two] = await openAll(2);
    await advance(2_500);
    if (two) two.tab.document.hidden = true;
    await advance(2_000);
    one?.tab.freeze();
    await advance(60_000);
    expect(clientIds).to.have.length(1);
    if (two) two.tab.document.hidden = false;
    two?.wake();
    await advance(5_000);
    expect(clientIds).to.have.length(2);
    expect(two?.connection.state.value.status).to.equal('online');
  });

  it('is not waited for by a tab that has just opened', async () => {
    const { advance, open, openAll } = openBrowser();
    const [one] = await openAll(1);
    one?.tab.freeze();
    const two = open();
    await advance(5_000);
    expect(two.connection.state.value.status).to.equal('online');
  });

  it('lets what is under way fail as a lost line does', async () => {
    const { advance, broker, openAll } = openBrowser();
    const [one, two] = await openAll(2);
    broker.latency = 100;
    const sent = two?.connection.publish('a', 'x').catch((error: unknown) => error);
    one?.tab.close();
    broker.cutOne(0);
    await advance(1_000);
    expect(await sent).to.include({ code: 'connection/lost', retryable: true });
  });

  it('needs no other token, unless the others want more', async () => {
    const { advance, requests, openAll, open } = openBrowser();
    const [one] = await openAll(2);
    const three = open({ room: 'attic' });
    await advance(500);
    const before = requests.length;
    one?.tab.close();
    await advance(500);
    // The next in line asks for both rooms; the third one gets by with what that has.
    expect(requests.length).to.equal(before + 1);
    expect(requests.at(-1)).to.deep.include({ rooms: ['attic', 'lobby'] });
    expect(three.connection.state.value.status).to.equal('online');
  });
});

describe('a will', () => {
  const will = { topic: 'here/1', payload: 'gone', retain: true, delay: 5 };

  it('of a follower is said when its tab has vanished, after its delay', async () => {
    const { advance, broker, open, openAll } = openBrowser();
    await openAll(1);
    const follower = open();
    expect(follower.connection.claimWill(will)).to.equal(true);
    await advance(500);
    follower.tab.close();
    await advance(4_000);
    expect(broker.published).to.deep.equal([]);
    await advance(2_000);
    expect(broker.published).to.deep.equal([{ topic: 'here/1', payload: 'gone' }]);
  });

  it('of a follower that leaves in order is not said', async () => {
    const { advance, broker, open, openAll } = openBrowser();
    await openAll(1);
    const follower = open();
    follower.connection.claimWill(will);
    await advance(500);
    await follower.connection.dispose();
    await advance(20_000);
    expect(broker.published).to.deep.equal([]);
  });

  it('of a tab that led is said by the next, and that of one that went with it', async () => {
    const { advance, broker, open } = openBrowser();
    const tabs = [1, 2, 3].map((n) => {
      const tab = open();
      tab.connection.claimWill({ ...will, topic: `here/${n}` });
      return tab;
    });
    await advance(1_000);
    tabs[0]?.tab.close();
    tabs[1]?.tab.close();
    await advance(10_000);
    expect(broker.published.map(({ topic }) => topic).sort()).to.deep.equal(['here/1', 'here/2']);
  });

  it('is said later where the service is away when it is due', async () => {
    const { advance, broker, open, openAll } = openBrowser();
    await openAll(1);
    const follower = open();
    follower.connection.claimWill(will);
    await advance(500);
    broker.stop({ forget: false });
    follower.tab.close();
    await advance(20_000);
    expect(broker.published).to.deep.equal([]);
    broker.start();
    await advance(10_000);
    expect(broker.published).to.deep.equal([{ topic: 'here/1', payload: 'gone' }]);
  });
});

describe('the name that the service knows us by', () => {
  it('is the same after a reload', async () => {
    for (const alone of [undefined, true] as const) {
      const { advance, browser, open, clientIds } = openBrowser();
      const first = open(alone && { alone });
      await advance(500);
      const { sessionStorage } = first.tab;
      first.tab.close();
      open({ tab: browser.open({ ...sessionStorage }), ...(alone && { alone }) });
      await advance(500);
      expect(clientIds).to.have.length(2);
      expect(clientIds[0]).to.equal(clientIds[1]);
    }
  });

  it('is another one in a duplicated tab that stands alone', async () => {
    const { advance, browser, open, clientIds } = openBrowser();
    const first = open({ alone: true });
    await advance(500);
    const second = browser.open({ ...first.tab.sessionStorage });
    open({ alone: true, tab: second });
    await advance(500);
    open({ alone: true, tab: browser.open({ ...second.sessionStorage }) });
    await advance(500);
    expect(new Set(clientIds).size).to.equal(3);
  });

  it('is a new one each time where storage and locks are closed', async () => {
    const { advance, broker, browser, open, clientIds } = openBrowser();
    const closed = () =>
      Object.defineProperty(browser.open(), 'localStorage', {
        get: () => {
          throw new DOMException('Not here.', 'SecurityError');
        },
      });
    open({ tab: closed() });
    open({ tab: closed() });
    await advance(500);
    expect(broker.connections).to.equal(2);
    broker.cut();
    await advance(5_000);
    expect(broker.connections).to.equal(2);
    expect(new Set(clientIds).size).to.equal(2);
  });

  it('is another one after the service has sent what is not valid', async () => {
    const { advance, broker, openAll, clientIds } = openBrowser();
    await openAll(1);
    broker.cut(new ConnectionError('connection/protocol', { retryable: true }));
    await advance(5_000);
    broker.cut();
    await advance(5_000);
    expect(clientIds).to.have.length(3);
    expect(clientIds[1]).not.to.equal(clientIds[0]);
    expect(clientIds[2]).to.equal(clientIds[1]);
  });
});
