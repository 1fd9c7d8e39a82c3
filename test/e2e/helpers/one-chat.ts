import { expect, type Locator, type Page } from '@playwright/test';
import { field } from './chat.js';
import { watchPage, type PageWatch } from './page-watch.js';
import type { Stage } from './stage.js';

/** A chat on a page of its own. */
export interface Shown {
  chat: Locator;
  watch: PageWatch;
}

/** Opens a page with one chat, `#chat`, whose attributes are as given. */
export const show = async (
  page: Page,
  stage: Stage,
  attributes: Record<string, string>,
): Promise<Shown> => {
  const watch = await watchPage(page);
  await stage.open(page, '<main></main>');
  // As a page does that has its values from elsewhere: some of them can't stand in HTML.
  await page.evaluate((all) => {
    const chat = document.createElement('rt-chat');
    chat.id = 'chat';
    for (const [name, value] of Object.entries(all)) chat.setAttribute(name, value);
    document.querySelector('main')?.append(chat);
  }, attributes);
  const chat = page.locator('#chat');
  await expect(field(chat)).toBeVisible();
  return { chat, watch };
};
