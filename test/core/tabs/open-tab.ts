import { Connection } from '../../../src/core/connection.js';
import { Gate } from '../../../src/core/tabs/gate.js';
import '../../../src/core/tabs/alone.js';
import '../../../src/core/tabs/follower.js'; // both, so that they are there at once when they are imported
import type { TransportFactory } from '../../../src/core/transport.js';
import type { TokenRequest } from '../../../src/protocol/grant.js';
import type { RtError } from '../../../src/protocol/errors.js';
import { FakeBroker } from '../../helpers/fake-broker.js';
import { FakeBrowser, type FakeTab } from '../../helpers/fake-tabs.js';
import { fakeClock } from '../../helpers/fake-clock.js';

/** What a tab of a test is like, where that is not the usual. */
export interface TabOptions {
  tab?: FakeTab;
  user?: string | undefined;
  alone?: true;
  room?: string;
}

/** A browser with any number of tabs, each with a connection, in front of a broker in memory. */
export const openBrowser = () => {
  const clock = fakeClock();
  const broker = new FakeBroker(clock);
  const browser = new FakeBrowser(clock);
  /** Every name under which somebody connected, in order. */
  const clientIds: string[] = [];
  const requests: TokenRequest[] = [];
  const factory: TransportFactory = (receive) => {
    const transport = broker.factory(receive);
    return {
      ...transport,
      open: (grant, options, signal) => {
        clientIds.push(options.clientId);
        return transport.open(grant, options, signal);
      },
    };
  };
  /** Who the token route says that one is, and until when that holds. */
  const route = { user: 'ada' as string | undefined, life: undefined as number | undefined };
  const open = (options: TabOptions = {}) => {
    const tab = options.tab ?? browser.open();
    const account = {
      source: {
        credentials: 'same-origin' as const,
        fallback: {},
        getToken: async (request: TokenRequest) => {
          requests.push(request);
          const user = 'user' in options ? options.user : route.user;
          const expires = route.life && { expiresIn: route.life };
          return { token: `token-${requests.length}`, ...(user && { user }), ...expires };
        },
      },
      request: {},
      alone: options.alone,
    };
    const wakers = new Set<() => void>();
    const connection = new Connection({
      ...account,
      loadTransport: () => Promise.resolve(factory),
      gate: new Gate(account, tab),
      clock: tab.clock,
      wake: (listener) => {
        wakers.add(listener);
        return () => void wakers.delete(listener);
      },
    });
    connection.want({ purpose: 'chat', room: options.room ?? 'lobby' });
    const seen: string[] = [];
    connection.state.subscribe(({ status }) => {
      if (seen.at(-1) !== status) seen.push(status);
    });
    /** Reads a topic; what comes is in the list. */
    const read = (filter: string) => {
      const got: string[] = [];
      const refused: RtError[] = [];
      const undo = connection.subscribe(filter, {
        receive: ({ payload }) => void got.push(new TextDecoder().decode(payload)),
        refused: (error) => void refused.push(error),
      });
      return { got, refused, undo };
    };
    const wake = (): void => wakers.forEach((listener) => listener());
    return { tab, connection, seen, read, wake };
  };
  /** Lets time pass in small steps: code that is loaded meanwhile takes turns of its own. */
  const advance = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 10) await clock.advance(Math.min(10, left));
  };
  /** Opens some and lets them come online, one after the other: the first leads. */
  const openAll = async (count: number) => {
    const tabs = [];
    for (let i = 0; i < count; i += 1) {
      tabs.push(open());
      await advance(200);
    }
    return tabs;
  };
  return { clock, advance, broker, browser, clientIds, requests, route, open, openAll };
};
