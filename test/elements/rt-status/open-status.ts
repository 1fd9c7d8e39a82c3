import { aTimeout, fixture, fixtureCleanup } from '@open-wc/testing';
import { ConnectionPool } from '../../../src/core/connection-pool.js';
import { Connection } from '../../../src/core/connection.js';
import { RtStatus } from '../../../src/elements/rt-status/rt-status.js';
import type { RtError } from '../../../src/protocol/errors.js';
import type { TokenRequest } from '../../../src/protocol/grant.js';
import { FakeBroker } from '../../helpers/fake-broker.js';
import { fakeClock, type FakeClock } from '../../helpers/fake-clock.js';

const account = (getToken: (request: TokenRequest) => Promise<unknown>) => ({
  source: { credentials: 'same-origin' as const, fallback: {}, getToken },
  request: {},
});

/** A page of its own for one test: a broker in memory, a pool, a clock that the test moves. */
export class Page {
  readonly clock: FakeClock = fakeClock();
  readonly broker = new FakeBroker(this.clock);
  readonly requests: TokenRequest[] = [];
  readonly wakers = new Set<() => void>();
  readonly pool = new ConnectionPool(
    (shared) =>
      new Connection({
        ...shared,
        loadTransport: () => Promise.resolve(this.broker.factory),
        clock: this.clock,
        wake: (listener) => {
          this.wakers.add(listener);
          return () => void this.wakers.delete(listener);
        },
      }),
    this.clock,
  );

  readonly getToken = async (request: TokenRequest): Promise<unknown> => {
    this.requests.push(request);
    return { token: 'secret', user: 'ada' };
  };

  /** Another element's connection. */
  connect(getToken = (): Promise<unknown> => Promise.resolve({ token: 'other' })) {
    return this.pool.acquire(account(getToken), { purpose: 'chat', room: 'lobby' });
  }

  /** Lets `ms` pass at the broker, then everything be shown. */
  async pass(ms = 100): Promise<void> {
    await this.clock.advance(ms);
    await aTimeout(0);
    await this.clock.advance(0);
  }

  /** What is left when everything is gone: all of it should be 0. */
  async leftovers(): Promise<Record<string, number>> {
    fixtureCleanup();
    await this.pass(60_000);
    return {
      connections: this.broker.connections,
      pooled: this.pool.live.value.length,
      wakers: this.wakers.size,
      timers: this.clock.armed,
    };
  }
}

let page = new Page();

class TestStatus extends RtStatus {
  constructor() {
    super(page.pool, page.clock);
  }
}
customElements.define('test-status', TestStatus);

/** Starts a test's own page. */
export const newPage = (): Page => (page = new Page());

interface Opened {
  content?: string;
  getToken?: RtStatus['getToken'];
}

declare global {
  interface HTMLElementTagNameMap {
    'test-status': RtStatus;
  }
}

/** Puts an `<rt-status>` on the page, with a token route unless told otherwise. */
export const openStatus = async (
  attributes: string,
  { content = '', getToken = page.getToken }: Opened = {},
): Promise<RtStatus> => {
  const status = document.createElement('test-status');
  status.getToken = getToken;
  const holder = await fixture<HTMLElement>(`<div><i ${attributes}>${content}</i></div>`);
  const { attributes: given, childNodes } = holder.firstElementChild as Element;
  for (const { name, value } of given) status.setAttribute(name, value);
  status.append(...childNodes);
  holder.replaceChildren(status);
  await page.pass(0);
  return status;
};

/** What a visitor can read, in order. */
export const said = (status: RtStatus): string =>
  [...(status.shadowRoot?.querySelectorAll<HTMLElement>('[part=label], [part=value]') ?? [])]
    .filter((node) => node.checkVisibility() && !node.classList.contains('unseen'))
    .map((node) => node.textContent)
    .filter((text) => text !== '')
    .join(' ');

/** The shadow root's only node for a selector. */
export const inside = (status: RtStatus, selector: string): HTMLElement => {
  const node = status.shadowRoot?.querySelector<HTMLElement>(selector);
  if (!node) throw new Error(`There is no ${selector}.`);
  return node;
};

/** The events of an element, as they come. */
export const listen = (status: HTMLElement): { states: string[]; errors: RtError[] } => {
  const heard = { states: [] as string[], errors: [] as RtError[] };
  status.addEventListener('rt-state-change', ({ detail }) => heard.states.push(detail.state));
  status.addEventListener('rt-error', ({ detail }) => heard.errors.push(detail.error));
  return heard;
};
