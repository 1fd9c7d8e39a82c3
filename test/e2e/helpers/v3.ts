import type { BrowserContext, Locator, Page } from '@playwright/test';
import { startDemo, type Demo, type DemoOptions } from '../../../demo/server/start-demo.js';
import { RpcClient } from '../../gateway/helpers/rpc-client.js';
import { online } from './chat.js';
import { Stage } from './stage.js';
import { test as base } from './test.js';

/** A demo of the test's own, and pages in front of it. */
export interface OwnDemo {
  readonly demo: Demo;
  readonly stage: Stage;
}

/** Tests that break the service for version 3, or need tokens that end soon. */
export const test = base.extend<{ own(options?: DemoOptions): Promise<OwnDemo> }>({
  // Playwright reads the names of the fixtures from this pattern; it needs none of them.
  // eslint-disable-next-line no-empty-pattern
  own: async ({}, use) => {
    const started: OwnDemo[] = [];
    await use(async (options) => {
      const demo = await startDemo(options);
      const own = { demo, stage: await Stage.start(demo.url) };
      started.push(own);
      return own;
    });
    for (const { demo, stage } of started) {
      await stage.close();
      await demo.close();
    }
  },
});

/** The tag of a user's chat over version 3. */
export const v3Chat = (user: string, room: string, provider = 'signalwire-chat'): string =>
  `<rt-chat id="${user}" room="${room}" provider="${provider}" token-endpoint="/token/${user}"></rt-chat>`;

/** Opens a user's chat on a page of its own. */
export const enter = async (
  context: BrowserContext,
  stage: Stage,
  tag: string,
): Promise<{ page: Page; chat: Locator }> => {
  const page = await context.newPage();
  await stage.open(page, tag);
  const chat = page.locator('rt-chat').first();
  await online(chat);
  return { page, chat };
};

/** A client that speaks the service's own way, and knows nothing of ours. */
export const plainV3 = async (demo: Demo, user: string, room: string, provider: string) => {
  const response = await fetch(`${demo.url}/token/${user}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-rt-embed': '1' },
    body: JSON.stringify({ purpose: 'chat', room, provider }),
  });
  const { token } = (await response.json()) as { token: string };
  const client = await RpcClient.open(demo.gatewayV3.url);
  await client.signIn(token);
  const channels = [{ name: room }];
  await client.request('chat.subscribe', { channels, events: ['chat.message'] });
  return client;
};
