import { ReactiveElement } from '@lit/reactive-element';
import { expect } from '@open-wc/testing';
import {
  LeaseController,
  type Plan,
  type Session,
} from '../../src/controllers/lease-controller.js';
import { Connection } from '../../src/core/connection.js';
import { ConnectionPool } from '../../src/core/connection-pool.js';
import { Store } from '../../src/core/store.js';
import { RtError } from '../../src/protocol/errors.js';
import { FakeBroker } from '../helpers/fake-broker.js';
import { fakeClock } from '../helpers/fake-clock.js';

class Talk implements Session<number> {
  readonly state = new Store(0);
  disposed = 0;

  constructor(
    readonly connection: Connection,
    readonly room: string,
  ) {}

  dispose(): void {
    this.disposed += 1;
  }
}

/** A task later, and one more for what a task of ours has started. */
const tasks = async (): Promise<void> => {
  for (let i = 0; i < 2; i += 1) await new Promise((resolve) => setTimeout(resolve, 0));
};

class LeaseHost extends ReactiveElement {
  room: string | undefined = 'a';
  endpoint = '/token';
  getToken: (() => Promise<unknown>) | undefined;
  fail: { plan?: Error; open?: Error } = {};
  readonly opened: Talk[] = [];
  changes = 0;
  lease: LeaseController<number, Talk> | undefined;

  use(pool: ConnectionPool): this {
    this.lease = new LeaseController<number, Talk>(this, {
      pool,
      plan: () => this.#plan(),
      changed: () => (this.changes += 1),
    });
    return this;
  }

  #plan(): Plan<Talk> | undefined {
    if (this.fail.plan) throw this.fail.plan;
    const { room, endpoint, getToken } = this;
    if (room === undefined) return undefined;
    return {
      account: {
        source: { endpoint, credentials: 'same-origin', getToken, fallback: {} },
        request: {},
      },
      want: { purpose: 'chat', room },
      key: room,
      open: (connection) => {
        if (this.fail.open) throw this.fail.open;
        const talk = new Talk(connection, room);
        this.opened.push(talk);
        return talk;
      },
    };
  }

  async change(fields: Partial<Pick<LeaseHost, 'room' | 'endpoint' | 'getToken' | 'fail'>>) {
    Object.assign(this, fields);
    this.requestUpdate();
    await this.updateComplete;
  }
}
customElements.define('lease-host', LeaseHost);

const setup = () => {
  const clock = fakeClock();
  const broker = new FakeBroker(clock);
  const pool = new ConnectionPool(
    (account) =>
      new Connection({
        ...account,
        loadTransport: () => Promise.resolve(broker.factory),
        clock,
        wake: () => () => undefined,
      }),
  );
  const make = (): LeaseHost => new LeaseHost().use(pool);
  const show = async (host = make(), parent: Element = document.body): Promise<LeaseHost> => {
    parent.append(host);
    await host.updateComplete;
    return host;
  };
  return { pool, make, show };
};

describe('LeaseController', () => {
  afterEach(async () => {
    for (const host of document.querySelectorAll('lease-host')) host.remove();
    for (const box of document.querySelectorAll('.box')) box.remove();
    await tasks();
  });

  const box = (): HTMLElement => {
    const element = document.createElement('div');
    element.className = 'box';
    document.body.append(element);
    return element;
  };

  it('opens a session when its host comes into the document', async () => {
    const { pool, make, show } = setup();
    const host = make();
    expect(host.lease?.session).to.equal(undefined);
    await show(host);
    expect(host.lease?.session).to.equal(host.opened[0]);
    expect(host.lease?.connection).to.equal(pool.live.value[0]);
    expect(host.opened).to.have.length(1);
    expect(host.changes).to.equal(1);
  });

  it('gives everything back a task after its host has left', async () => {
    const { pool, show } = setup();
    const host = await show();
    host.remove();
    expect(host.lease?.session).to.equal(host.opened[0]);
    await tasks();
    expect(host.lease?.session).to.equal(undefined);
    expect(host.lease?.connection).to.equal(undefined);
    expect(host.opened[0]?.disposed).to.equal(1);
    expect(pool.live.value).to.deep.equal([]);
  });

  it('keeps the session when its host is moved', async () => {
    const { show } = setup();
    const host = await show();
    const target = box();
    for (let i = 0; i < 3; i += 1) {
      target.append(host);
      document.body.append(host);
    }
    await tasks();
    expect(host.opened).to.have.length(1);
    expect(host.opened[0]?.disposed).to.equal(0);
    expect(host.lease?.session).to.equal(host.opened[0]);
  });

  it('keeps it when its host is back within the same task', async () => {
    const { show } = setup();
    const host = await show();
    host.remove();
    await Promise.resolve();
    document.body.append(host);
    await tasks();
    expect(host.opened).to.have.length(1);
    expect(host.opened[0]?.disposed).to.equal(0);
  });

  it('opens another when its host comes back later', async () => {
    const { show } = setup();
    const host = await show();
    host.remove();
    await tasks();
    await show(host);
    expect(host.opened).to.have.length(2);
    expect(host.lease?.session).to.equal(host.opened[1]);
    expect(host.opened[1]?.disposed).to.equal(0);
  });

  it('opens nothing for a host that has left before its first update', async () => {
    const { pool, make } = setup();
    const host = make();
    document.body.append(host);
    host.remove();
    await tasks();
    expect(host.opened).to.deep.equal([]);
    expect(pool.live.value).to.deep.equal([]);
    expect(host.changes).to.equal(0);
  });

  it('opens nothing for a host that is updated outside the document', async () => {
    const { pool, show } = setup();
    const host = await show();
    host.remove();
    await tasks();
    await host.change({ room: 'b' });
    await tasks();
    expect(host.opened).to.have.length(1);
    expect(pool.live.value).to.deep.equal([]);
  });

  it('does not mind being told twice that its host is connected', async () => {
    const { pool, show } = setup();
    const host = await show();
    host.lease?.hostConnected();
    host.lease?.hostConnected();
    await host.updateComplete;
    expect(host.opened).to.have.length(1);
    host.remove();
    await tasks();
    expect(pool.live.value).to.deep.equal([]);
  });

  it('keeps the session through updates that change nothing for it', async () => {
    const { show } = setup();
    const host = await show();
    for (let i = 0; i < 3; i += 1) await host.change({ room: 'a' });
    expect(host.opened).to.have.length(1);
    expect(host.changes).to.equal(1);
  });

  it('swaps the session when an attribute changes, on the same connection', async () => {
    const { pool, show } = setup();
    const host = await show();
    const connection = host.lease?.connection;
    await host.change({ room: 'b' });
    await tasks();
    expect(host.opened.map(({ room, disposed }) => [room, disposed])).to.deep.equal([
      ['a', 1],
      ['b', 0],
    ]);
    expect(host.lease?.connection).to.equal(connection);
    expect(pool.live.value).to.deep.equal([connection]);
    expect(host.changes).to.equal(2);
  });

  it('takes another connection for another account, and lets the first go', async () => {
    const { pool, show } = setup();
    const host = await show();
    await host.change({ endpoint: '/other' });
    expect(host.opened).to.have.length(2);
    await tasks();
    expect(pool.live.value).to.deep.equal([host.lease?.connection]);
  });

  it('takes a getToken in place of a route for another account', async () => {
    const { show } = setup();
    const host = await show();
    await host.change({ getToken: () => Promise.resolve({}) });
    expect(host.opened.map(({ disposed }) => disposed)).to.deep.equal([1, 0]);
  });

  it('keeps its session when a framework hands over a new getToken at every render', async () => {
    const { pool, make, show } = setup();
    const host = await show();
    const [first, second] = [() => Promise.resolve({}), () => Promise.resolve({})];
    await host.change({ getToken: first });
    const connection = host.lease?.connection;
    await host.change({ getToken: second });
    expect(host.opened).to.have.length(2);
    expect(host.lease?.connection).to.equal(connection);
    // The newest is what the connection goes by from now on.
    const neighbour = make();
    neighbour.getToken = second;
    await show(neighbour);
    expect(neighbour.lease?.connection).to.equal(connection);
    expect(pool.live.value).to.include(connection);
  });

  it('gives the session back when there is nothing to connect to any more', async () => {
    const { pool, show } = setup();
    const host = await show();
    await host.change({ room: undefined });
    await tasks();
    expect(host.lease?.session).to.equal(undefined);
    expect(host.opened[0]?.disposed).to.equal(1);
    expect(pool.live.value).to.deep.equal([]);
    expect(host.changes).to.equal(2);
  });

  it('shares a connection with its neighbours, to the last', async () => {
    const { pool, make, show } = setup();
    const [one, two] = [await show(), await show(make())];
    expect(one.lease?.connection).to.equal(two.lease?.connection);
    one.remove();
    await tasks();
    expect(pool.live.value).to.have.length(1);
    two.remove();
    await tasks();
    expect(pool.live.value).to.have.length(0);
  });

  it('tells its host what the session says, for as long as it has it', async () => {
    const { show } = setup();
    const host = await show();
    const [talk] = host.opened;
    talk?.state.set(1);
    expect(host.isUpdatePending).to.equal(true);
    expect(host.changes).to.equal(2);
    await host.change({ room: 'b' });
    talk?.state.set(2);
    expect(host.changes).to.equal(3);
    expect(host.isUpdatePending).to.equal(false);
  });

  describe('with a plan that can’t be made', () => {
    const problem = new RtError('config/missing-attribute', { message: 'No room.' });

    it('says so once, and holds nothing', async () => {
      const { pool, make, show } = setup();
      const host = make();
      host.fail = { plan: problem };
      await show(host);
      await host.change({});
      expect(host.lease?.problem).to.equal(problem);
      expect(host.changes).to.equal(1);
      expect(pool.live.value).to.deep.equal([]);
    });

    it('gives back what it held', async () => {
      const { pool, show } = setup();
      const host = await show();
      await host.change({ fail: { plan: problem } });
      await tasks();
      expect(host.opened[0]?.disposed).to.equal(1);
      expect(host.lease?.session).to.equal(undefined);
      expect(pool.live.value).to.deep.equal([]);
      expect(host.changes).to.equal(2);
    });

    it('says it when the problem is another one', async () => {
      const { show } = setup();
      const host = await show();
      await host.change({ fail: { plan: problem } });
      await host.change({ fail: { plan: new RtError('config/bad-attribute') } });
      expect(host.changes).to.equal(3);
    });

    it('goes on once it can be made', async () => {
      const { show } = setup();
      const host = await show();
      await host.change({ fail: { plan: problem } });
      await host.change({ fail: {} });
      expect(host.lease?.problem).to.equal(undefined);
      expect(host.lease?.session).to.equal(host.opened[1]);
    });

    it('makes an error of ours of anything else', async () => {
      const { make, show } = setup();
      const host = make();
      const cause = new TypeError('x');
      host.fail = { plan: cause };
      await show(host);
      expect(host.lease?.problem).to.include({ code: 'config/bad-attribute', cause });
    });

    it('takes a session that does not open the same way, and gives the connection back', async () => {
      const { pool, make, show } = setup();
      const host = make();
      host.fail = { open: problem };
      await show(host);
      expect(host.lease?.problem).to.equal(problem);
      expect(host.lease?.session).to.equal(undefined);
      await tasks();
      expect(pool.live.value).to.deep.equal([]);
      await host.change({ fail: {} });
      expect(host.lease?.session).to.equal(host.opened[0]);
    });
  });
});
