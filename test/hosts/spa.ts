import type { Page, WebSocket } from '@playwright/test';
import { releasedDevices, watchCalls } from '../e2e/helpers/call.js';
import { allSent, online, showsAll, write } from '../e2e/helpers/chat.js';
import { expect, test } from './fixtures.js';

/** How the examples of the frameworks differ. */
export interface Spa {
  /** As the page calls itself. */
  name: string;
  /** The call view calls as soon as it is shown. */
  callsAtOnce?: boolean;
}

/** A page's WebSockets to a path, counted from the start. */
export const socketsOf = (page: Page, path: string): { all: WebSocket[]; open: () => number } => {
  const all: WebSocket[] = [];
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).pathname === path) all.push(socket);
  });
  return { all, open: () => all.filter((socket) => !socket.isClosed()).length };
};

/** Goes to another view as a visitor does. */
export const goTo = (page: Page, view: 'Chat' | 'Call' | 'About'): Promise<void> =>
  page.getByRole('link', { name: view, exact: true }).click();

/** What every example does; each is the same three views, made its framework's way. */
export const testSpa = ({ name, callsAtOnce = false }: Spa): void => {
  test.beforeEach(async ({ demo }) => {
    await expect.poll(() => demo.broker.connections).toBe(0);
  });

  test('two people chat; the page is told, and its own texts are shown', async ({ page }) => {
    const other = await page.context().newPage();
    await page.goto('/');
    await other.goto('/?user=ben');
    const [ada, ben] = [page.locator('rt-chat'), other.locator('rt-chat')];
    await online(ada, ben);
    await write(ada, 'Hello Ben');
    await showsAll(ben, ['Hello Ben']);
    await write(ben, 'Hello Ada');
    await showsAll(ada, ['Hello Ben', 'Hello Ada']);
    // Heard through the framework's own binding, and set through it.
    await expect(page.locator('output')).toHaveText('Hello Ada');
    await expect(page.getByPlaceholder(`Write to the ${name} team`)).toBeVisible();
  });

  test('another view with the chat keeps it connected, one without it frees everything', async ({
    page,
    demo,
  }) => {
    const sockets = socketsOf(page, '/mqtt');
    await page.goto('/');
    const chat = page.locator('rt-chat');
    await online(chat);
    await write(chat, 'Before');
    await allSent(chat);
    const element = await chat.elementHandle();
    await goTo(page, 'Call');
    await expect(page.locator('rt-call')).toBeVisible();
    expect(await chat.evaluate((now, before) => now === before, element)).toBe(true);
    await write(chat, 'After');
    await allSent(chat);
    await showsAll(chat, ['Before', 'After']);
    expect([sockets.all.length, sockets.open()]).toEqual([1, 1]);

    await goTo(page, 'About');
    await expect(page.getByText('Nothing is connected here.')).toBeVisible();
    await expect(chat).toHaveCount(0);
    await expect.poll(() => [sockets.open(), demo.broker.connections]).toEqual([0, 0]);

    await goTo(page, 'Chat');
    await online(chat);
    await write(chat, 'Back');
    await allSent(chat);
    expect([sockets.all.length, sockets.open()]).toEqual([2, 1]);
  });

  test('a call comes about with the token that the page gets; leaving its view ends it', async ({
    page,
    demo,
  }) => {
    const sockets = socketsOf(page, '/signalwire');
    await watchCalls(page);
    await page.goto('/');
    const asked = page.waitForRequest(
      (request) => request.url().endsWith('/token/ada') && !!request.postData()?.includes('"call"'),
    );
    await goTo(page, 'Call');
    if (!callsAtOnce) await page.locator('rt-call [part="trigger"]').click();
    await asked;
    const { gateway } = demo;
    await expect.poll(() => gateway.legs.map((leg) => leg.destination)).toEqual(['/public/echo']);
    await expect.poll(() => gateway.legs[0]?.received.audio ?? 0).toBeGreaterThan(5);
    await goTo(page, 'About');
    await expect.poll(() => [gateway.legs.length, sockets.open()]).toEqual([0, 0]);
    await releasedDevices(page, 1);
    expect(sockets.all).toHaveLength(1);
  });
};
