import type { BrowserContext, Locator, Page } from '@playwright/test';
import { chatTag, online } from './chat.js';
import type { Stage } from './stage.js';

/** One tab with a chat in it. */
export interface Tab {
  page: Page;
  chat: Locator;
}

/** Opens a page of Ada's in `count` tabs of one browser, one after the other. */
export const openTabs = async (
  context: BrowserContext,
  stage: Stage,
  count: number,
  tags: string,
): Promise<Tab[]> => {
  const url = stage.url + stage.page(tags);
  const tabs: Tab[] = [];
  for (let i = 0; i < count; i += 1) {
    const page = await context.newPage();
    await page.goto(url);
    const chat = page.locator('rt-chat').first();
    await online(chat);
    tabs.push({ page, chat });
  }
  return tabs;
};

/** Someone else, in another browser. */
export const openOther = async (
  context: BrowserContext,
  stage: Stage,
  room: string,
): Promise<Locator> => {
  const page = await context.newPage();
  await stage.open(page, chatTag('ben', room));
  const chat = page.locator('rt-chat');
  await online(chat);
  return chat;
};
