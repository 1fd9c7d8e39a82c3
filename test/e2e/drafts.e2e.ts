import { expect } from './fixtures.js';
import { chatTag, field, online, showsAll, write } from './helpers/chat.js';
import { test } from './helpers/test.js';

test('a draft survives a reload, and is gone when it was sent', async ({ page, stage }) => {
  await stage.open(page, chatTag('ada', 'draft'));
  const ada = page.locator('#ada');
  await online(ada);
  await field(ada).pressSequentially('Not fini');
  await page.reload();
  await expect(field(ada)).toHaveValue('Not fini');
  await online(ada);
  await expect(field(ada)).toHaveValue('Not fini');
  await field(ada).focus();
  await page.keyboard.press('End');
  await page.keyboard.type('shed');
  await page.keyboard.press('Enter');
  await showsAll(ada, ['Not finished']);
  await page.reload();
  await online(ada);
  await expect(field(ada)).toHaveValue('');
});

test('a draft survives the crash of its tab', async ({ page, context, stage, browserName }) => {
  test.skip(browserName !== 'chromium', 'only Chromium can be made to crash');
  await stage.open(page, chatTag('ada', 'draft-crash'));
  const ada = page.locator('#ada');
  await online(ada);
  await field(ada).pressSequentially('Nearly do');
  // Chromium takes what a page stores out of its process a moment later.
  await page.waitForTimeout(1_000);
  const devtools = await context.newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  void devtools.send('Page.crash').catch(() => undefined); // it takes its answer with it
  await crashed;
  // As the reload button does: to Playwright, the page is gone for good.
  await devtools.send('Page.reload');
  const expression = `document.querySelector('rt-chat').shadowRoot.querySelector('textarea').value`;
  const typed = async (): Promise<unknown> =>
    (await devtools.send('Runtime.evaluate', { expression })).result.value;
  await expect.poll(typed).toBe('Nearly do');
});

test('several chats of a page keep their own drafts, a new tab has none', async ({
  page,
  context,
  stage,
}) => {
  const path = stage.page(
    chatTag('ada', 'one') + chatTag('ben', 'one') + chatTag('cyd', 'two', '/token/ada'),
  );
  await page.goto(stage.url + path);
  for (const id of ['ada', 'ben', 'cyd']) {
    await online(page.locator(`#${id}`));
    await field(page.locator(`#${id}`)).fill(`Of ${id}`);
  }
  await page.reload();
  for (const id of ['ada', 'ben', 'cyd']) {
    await page.locator(`#${id}`).scrollIntoViewIfNeeded();
    await expect(field(page.locator(`#${id}`))).toHaveValue(`Of ${id}`);
  }
  const tab = await context.newPage();
  await tab.goto(stage.url + path);
  await online(tab.locator('#ada'));
  await expect(field(tab.locator('#ada'))).toHaveValue('');
});

test('where the browser stores nothing, one writes and sends all the same', async ({
  page,
  stage,
}) => {
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'sessionStorage', {
      get: () => {
        throw new DOMException('Denied.', 'SecurityError');
      },
    });
  });
  await stage.open(page, chatTag('ada', 'draft-blocked'));
  const ada = page.locator('#ada');
  await online(ada);
  await write(ada, 'Anyway');
  await showsAll(ada, ['Anyway']);
  await expect(field(ada)).toHaveValue('');
});
