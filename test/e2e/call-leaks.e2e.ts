import type { CDPSession, Page } from '@playwright/test';
import type { RtCall } from '../../src/elements/rt-call/rt-call.js';
import { expect } from './fixtures.js';
import { openCall, quiet } from './helpers/call.js';
import { test } from './helpers/test.js';

test.use({ demoOptions: { gatewayTimes: { grace: 500 } } });
test.skip(
  ({ browserName }) => browserName !== 'chromium',
  'Firefox can’t be told to collect garbage',
);
test.beforeEach(({ demo }) => quiet(demo));

declare global {
  var leakWatch: {
    sockets: WebSocket[];
    /** Listeners that were added and not removed, by what they are on. */
    listeners: Record<string, number>;
  };
}

/** A page without a call, as it can be compared with itself later on. */
interface Settled {
  bytes: number;
  objects: number[];
  listeners: Record<string, number>;
}

/** Counts what a page opens and what it listens to. It only records. */
const watchLeaks = async (page: Page): Promise<void> => {
  await page.addInitScript(() => {
    const sockets: WebSocket[] = [];
    const listeners: Record<string, number> = {};
    globalThis.leakWatch = { sockets, listeners };
    const { WebSocket: Original } = globalThis;
    globalThis.WebSocket = class extends Original {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        sockets.push(this);
      }
    };
    for (const [name, target] of Object.entries({
      window,
      document,
      devices: navigator.mediaDevices,
    })) {
      const added: [type: string, listener: unknown, capture: boolean][] = [];
      const isCapture = (options: unknown): boolean =>
        typeof options === 'object' && options !== null
          ? (options as AddEventListenerOptions).capture === true
          : options === true;
      const find = (type: string, listener: unknown, options: unknown): number =>
        added.findIndex(
          ([one, other, capture]) =>
            one === type && other === listener && capture === isCapture(options),
        );
      const drop = (index: number): void => {
        if (index >= 0) added.splice(index, 1);
        listeners[name] = added.length;
      };
      const add = target.addEventListener.bind(target);
      const remove = target.removeEventListener.bind(target);
      target.addEventListener = (
        type: string,
        listener: EventListenerOrEventListenerObject,
        options?: boolean | AddEventListenerOptions,
      ) => {
        if (find(type, listener, options) < 0) added.push([type, listener, isCapture(options)]);
        listeners[name] = added.length;
        if (typeof options === 'object') {
          options.signal?.addEventListener('abort', () => drop(find(type, listener, options)));
          if (options.once) add(type, () => drop(find(type, listener, options)), options);
        }
        add(type, listener, options);
      };
      target.removeEventListener = (
        type: string,
        listener: EventListenerOrEventListenerObject,
        options?: boolean | EventListenerOptions,
      ) => {
        drop(find(type, listener, options));
        remove(type, listener, options);
      };
    }
  });
};

/** Bytes of JavaScript that are in use, after everything that nobody holds was thrown away. */
const heap = async (cdp: CDPSession): Promise<number> => {
  // What a first collection sets free, such as the wrappers of finished connections, a second one takes.
  for (let i = 0; i < 3; i += 1) await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  return usedSize;
};

/** How many objects of what a call is made of are in memory. */
const objects = async (cdp: CDPSession): Promise<number[]> => {
  const counts: number[] = [];
  for (const name of ['RTCPeerConnection', 'MediaStream', 'MediaStreamTrack', 'WebSocket']) {
    const { result } = await cdp.send('Runtime.evaluate', { expression: `${name}.prototype` });
    const prototypeObjectId = result.objectId ?? '';
    const found = await cdp.send('Runtime.queryObjects', { prototypeObjectId });
    const objectId = found.objects.objectId ?? '';
    const list = await cdp.send('Runtime.callFunctionOn', {
      objectId,
      functionDeclaration: 'function () { return this.length; }',
    });
    counts.push(Number(list.result.value));
    await cdp.send('Runtime.releaseObject', { objectId });
  }
  return counts;
};

/**
 * What the heap may grow by with each call. Measured: 5 to 10 kB, less with every ten calls, and in a
 * comparison of two snapshots not one object or function of a call: it is compiled code, and what
 * the browser notes of requests, styles and layout.
 */
const mostPerCall = 20_000;

/** Places calls one after the other, and hangs up as soon as each is connected. */
const callTimes = (page: Page, count: number): Promise<void> =>
  page.locator('rt-call').evaluate(async (element: RtCall, times) => {
    for (let i = 0; i < times; i += 1) {
      await element.dial();
      await element.hangup();
    }
  }, count);

/** What is open, with nothing of it kept alive by the record. */
const stillOpen = (page: Page): Promise<Record<string, number>> =>
  page.evaluate(() => {
    const { tracks, peers, facts } = callWatch;
    const { sockets } = leakWatch;
    facts.length = 0;
    tracks.splice(0, tracks.length, ...tracks.filter((one) => one.readyState !== 'ended'));
    peers.splice(0, peers.length, ...peers.filter((one) => one.connectionState !== 'closed'));
    sockets.splice(0, sockets.length, ...sockets.filter((one) => one.readyState !== 3));
    return { tracks: tracks.length, peers: peers.length, sockets: sockets.length };
  });
const nothing = { tracks: 0, peers: 0, sockets: 0 };

const listeners = (page: Page): Promise<Record<string, number>> =>
  page.evaluate(() => ({ ...leakWatch.listeners }));

test('fifty calls in a row leave nothing open, nothing that listens, and no memory behind', async ({
  page,
  context,
  stage,
  demo,
}) => {
  test.setTimeout(180_000);
  await watchLeaks(page);
  await openCall(page, stage, { destination: '/public/echo' });
  const cdp = await context.newCDPSession(page);
  const settle = async (): Promise<Settled> => {
    await expect.poll(() => stillOpen(page), { timeout: 15_000 }).toEqual(nothing);
    const bytes = await heap(cdp);
    return { bytes, objects: await objects(cdp), listeners: await listeners(page) };
  };
  // The first ones load code, compile it, and fill caches.
  await callTimes(page, 10);
  const early = await settle();
  await callTimes(page, 40);
  const late = await settle();
  expect((late.bytes - early.bytes) / 40, 'bytes a call').toBeLessThan(mostPerCall);
  expect(late.listeners).toEqual(early.listeners);
  // What one of 40 calls leaves behind is there 40 times. The last ones' may be about to go: the
  // browser gives back what WebRTC holds a while after the garbage was collected.
  const more = async (): Promise<number> => {
    await heap(cdp);
    const now = await objects(cdp);
    return Math.max(...now.map((count, i) => count - (early.objects[i] ?? 0)));
  };
  await expect.poll(more, { message: 'more objects', timeout: 15_000 }).toBeLessThan(10);
  await expect.poll(() => demo.gateway.legs).toEqual([]);
  await expect.poll(() => demo.gateway.lines).toEqual([]);
  await expect.poll(() => demo.gateway.sockets).toBe(0);
});
