import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { RtChat } from '../../../src/elements/rt-chat/rt-chat.js';
import { chatTag } from './chat.js';
import type { BriefTokens } from './brief-tokens.js';
import { watchPage, type PageWatch } from './page-watch.js';

/** What came of a talk. */
export interface TalkResult {
  /** Messages that Ada has sent, one every 100 ms. */
  sent: number;
  /** Of those, as Ben's page showed them: */
  lost: number;
  duplicated: number;
  outOfOrder: number;
  /** How often both pages moved to a new token. */
  refreshes: number;
  requestsPerRefresh: number;
  /** From the latest request to the end of the token that it was to replace, ms. */
  leastMargin: number;
  /** How often a page was anything but online. */
  leftOnline: number;
  /** `rt-error` events of both pages. */
  errors: string[];
}

declare global {
  /** What Ben's page has shown of Ada's numbers. */
  var rtShown: { seen: Set<number>; twice: Set<number>; disorder: Set<number> };
  /** How many numbers Ada's page has sent, and whether the service has taken them all. */
  var rtSent: { count: number; waiting: number; failed: number };
}

const every = 100;

/**
 * Ada sends a number every 100 ms while tokens come and go; what counts is what Ben's page has in
 * its DOM.
 * @param ms how long
 */
export const tokenTalk = async (
  { stage, asked, route }: BriefTokens,
  pages: { ada: Page; ben: Page },
  ms: number,
): Promise<TalkResult> => {
  const watches: { user: string; watch: PageWatch }[] = [];
  for (const [user, page] of Object.entries(pages)) {
    watches.push({ user, watch: await watchPage(page) });
    await stage.open(page, chatTag(user, 'talk', route(user)));
    await page.locator('rt-chat:state(online)').waitFor();
  }
  await watchNumbers(pages.ben);
  await startSending(pages.ada);
  await wait(ms);
  const sent = await stopSending(pages.ada);
  const shown = await lastShown(pages.ben, sent);

  const connections = async (): Promise<number> =>
    (await Promise.all(watches.map(({ watch }) => watch.sockets()))).reduce((a, b) => a + b);
  let connected = await connections();
  // A request may be under way right now: give it the time to become a connection.
  for (let tries = 0; connected < asked.length && tries < 50; tries += 1) {
    await wait(100);
    connected = await connections();
  }
  const refreshes = connected - watches.length;
  const states = await Promise.all(watches.map(({ user, watch }) => watch.states(user)));
  const errors = await Promise.all(watches.map(({ watch }) => watch.errors()));
  const left = states.flat().filter((state) => state !== 'online' && state !== 'connecting');
  return {
    sent,
    ...shown,
    refreshes,
    requestsPerRefresh: (asked.length - watches.length) / refreshes,
    leastMargin: Math.min(...watches.flatMap(({ user }) => margins(asked, user))),
    leftOnline: left.length,
    errors: errors.flat(),
  };
};

const margins = (asked: BriefTokens['asked'], user: string): number[] => {
  const own = asked.filter((one) => one.user === user);
  return own.slice(1).map(({ at }, i) => (own[i]?.end ?? 0) - at);
};

/** Looks at all of the list after each of its changes: that is what a reader sees. */
const watchNumbers = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const root = document.querySelector('rt-chat')?.shadowRoot;
    if (!root) throw new Error('There is no chat.');
    const shown = {
      seen: new Set<number>(),
      twice: new Set<number>(),
      disorder: new Set<number>(),
    };
    globalThis.rtShown = shown;
    // No function with a name: tsx would give it a helper that pages don't have.
    new MutationObserver(() => {
      const now = new Set<number>();
      let last = 0;
      for (const { textContent } of root.querySelectorAll('[part~="text"]')) {
        const n = Number(textContent);
        if (now.has(n)) shown.twice.add(n);
        else if (n < last) shown.disorder.add(n);
        last = Math.max(last, n);
        now.add(n);
        shown.seen.add(n);
      }
    }).observe(root, { childList: true, subtree: true });
  });

const startSending = (page: Page): Promise<void> =>
  page.evaluate((pause) => {
    const chat = document.querySelector<RtChat>('rt-chat');
    if (!chat) throw new Error('There is no chat.');
    const sent = { count: 0, waiting: 0, failed: 0 };
    globalThis.rtSent = sent;
    const timer = setInterval(() => {
      sent.count += 1;
      sent.waiting += 1;
      chat
        .send(String(sent.count))
        .then(() => (sent.waiting -= 1))
        .catch(() => (sent.failed += 1));
    }, pause);
    addEventListener('rt-stop', () => clearInterval(timer));
  }, every);

/** Ends the sending; resolves when the service has taken all of it. */
const stopSending = async (page: Page): Promise<number> => {
  await page.evaluate(() => dispatchEvent(new Event('rt-stop')));
  await page.waitForFunction(() => rtSent.waiting === 0, undefined, { timeout: 30_000 });
  return page.evaluate(() => rtSent.count);
};

/** What Ben's page has shown, once it has all of it or nothing new has come for a while. */
const lastShown = async (
  page: Page,
  sent: number,
): Promise<Pick<TalkResult, 'lost' | 'duplicated' | 'outOfOrder'>> => {
  const look = () =>
    page.evaluate(() => ({
      seen: rtShown.seen.size,
      duplicated: rtShown.twice.size,
      outOfOrder: rtShown.disorder.size,
    }));
  let { seen } = await look();
  for (let quiet = 0; seen < sent && quiet < 20; quiet += 1) {
    await wait(500);
    const now = (await look()).seen;
    if (now > seen) quiet = 0;
    seen = now;
  }
  // What comes twice comes a moment later.
  await wait(1_000);
  const { duplicated, outOfOrder } = await look();
  return { lost: sent - seen, duplicated, outOfOrder };
};
