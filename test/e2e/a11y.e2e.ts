import type { Page } from '@playwright/test';
import type { RtChat, RtStatus } from '../../src/index.js';
import { bubbles } from './fixtures.js';
import { expect, test } from './helpers/around.js';
import { still, violations } from './helpers/axe.js';
import { html, loader } from './helpers/markup.js';
import type { Site } from './helpers/site.js';

// What browsers say of a line that is cut on purpose.
test.beforeEach(({ consoleGuard }) => {
  consoleGuard.allow(/Failed to load resource/, /WebSocket connection to/, /connection to .*ws:/);
});

const connection = (page: Page, selector: string): Promise<string> =>
  page.locator(selector).evaluate((element: RtChat | RtStatus) => element.connectionState);
const inState = (page: Page, selector: string, state: string): Promise<void> =>
  expect.poll(() => connection(page, selector)).toBe(state);

/** A chat; each has a name of its own, as a page gives it where several are in one room. */
const chat = (attributes: string, room = 'lobby'): string => {
  const label = `${room} ${attributes.replaceAll('"', '')}`;
  return `<rt-chat loading="eager" room="${room}" label="${label}" ${attributes}></rt-chat>`;
};

const open = (page: Page, site: Site, body: string, attributes = ''): Promise<unknown> =>
  page.goto(site.page('/', html(body, loader.replace('<script', `<script ${attributes}`))));

const schemes = ['light', 'dark'] as const;

for (const theme of schemes) {
  const data = `data-theme="${theme}"`;
  const ground = theme === 'dark' ? '<link rel="stylesheet" href="/dark.css">' : '';

  test.describe(`axe finds nothing wrong, ${theme}:`, () => {
    test.beforeEach(({ site }) => {
      site.page(
        '/dark.css',
        ':root { color-scheme: dark; background: #111; color: #eee }',
        'text/css',
      );
    });

    test('a chat connecting, empty, and read-only', async ({ page, site }) => {
      const release = site.hold(/^\/token\/ben/);
      await open(
        page,
        site,
        `${ground}${chat('id="waits" token-endpoint="/token/ben"')}
        ${chat('id="empty" token-endpoint="/token/ada"')}
        ${chat('id="reads" token-endpoint="/token/ada" read-only')}`,
        data,
      );
      await inState(page, '#empty', 'online');
      await inState(page, '#reads', 'online');
      expect(await connection(page, '#waits')).toBe('connecting');
      await expect(page.locator('#waits').getByText('Connecting…')).toBeVisible();
      await still(page);
      expect(await violations(page)).toEqual([]);
      release();
      await inState(page, '#waits', 'online');
    });

    test('a chat with messages, own and others’, sent and refused, and one too long', async ({
      page,
      site,
    }) => {
      await open(
        page,
        site,
        `${ground}${chat('id="ada" token-endpoint="/token/ada"')}
        ${chat('id="mute" token-endpoint="/token/listener"')}`,
        data,
      );
      const [ada, mute] = [page.locator('#ada'), page.locator('#mute')];
      await inState(page, '#mute', 'online');
      await ada.evaluate(async (element: RtChat) => {
        await element.send('Hello, see https://example.com/a');
        await element.send('And again, on several\nlines: www.example.com');
      });
      await expect(bubbles(mute)).toHaveCount(2);
      await mute.getByRole('textbox').fill('I may not write, but see https://example.com/b');
      await mute.getByRole('textbox').press('Enter');
      await expect(mute.getByRole('button', { name: 'Send again' })).toBeVisible();
      await ada.getByRole('textbox').fill('x'.repeat(20_000));
      await expect(ada.getByText('characters too many')).toBeVisible();
      await still(page);
      expect(await violations(page)).toEqual([]);
    });

    test('a chat scrolled up, with and without new messages', async ({ page, site }) => {
      await open(
        page,
        site,
        `${ground}${chat('id="ada" token-endpoint="/token/ada"')}
        ${chat('id="ben" token-endpoint="/token/ben"')}`,
        data,
      );
      const [ada, ben] = [page.locator('#ada'), page.locator('#ben')];
      await inState(page, '#ben', 'online');
      const send = (first: number, last: number): Promise<void> =>
        ada.evaluate(
          async (element: RtChat, [from, to]) => {
            for (let n = from; n <= to; n += 1) await element.send(`Message ${n}`);
          },
          [first, last] as const,
        );
      await send(1, 30);
      await expect(bubbles(ben)).toHaveCount(30);
      await ben.getByRole('log').evaluate((log) => log.scrollTo(0, 0));
      await ada.getByRole('log').evaluate((log) => log.scrollTo(0, 0));
      await expect(ada.getByRole('button', { name: 'Go to the newest message' })).toBeVisible();
      await ada.getByRole('log').evaluate((log) => log.scrollTo(0, log.scrollHeight));
      await send(31, 32);
      await ada.getByRole('log').evaluate((log) => log.scrollTo(0, 0));
      await expect(ben.getByRole('button', { name: '2 new messages' })).toBeVisible();
      await still(page);
      expect(await violations(page)).toEqual([]);
    });

    test('a chat reconnecting, then offline, with something to send', async ({ page, site }) => {
      await open(page, site, ground + chat('token-endpoint="/token/ada"'), data);
      await inState(page, 'rt-chat', 'online');
      await page.getByRole('textbox').fill('Before');
      await page.getByRole('textbox').press('Enter');
      await expect(page.getByRole('img', { name: 'Sent' })).toBeVisible();
      await site.silence();
      await inState(page, 'rt-chat', 'reconnecting');
      await page.getByRole('textbox').fill('Meanwhile');
      await page.getByRole('textbox').press('Enter');
      await expect(page.getByRole('img', { name: 'Sending' })).toBeVisible();
      await expect(page.getByText('Connection lost. Reconnecting…')).toBeVisible();
      await still(page);
      expect(await violations(page)).toEqual([]);
      site.refuse();
      await inState(page, 'rt-chat', 'offline');
      await still(page);
      expect(await violations(page)).toEqual([]);
    });

    test('a chat that can’t be had, for each reason', async ({ page, site }) => {
      const routes = ['401', '404', '500', 'html', 'malformed', 'expired', 'refused'];
      const chats = [
        ...routes.map((name) => chat(`token-endpoint="/token/fault/${name}"`)),
        chat('id="none"'),
        chat('token-endpoint="/token/ada" topic="office/board"'),
        chat('token-endpoint="/token/ada"', 'staff'),
        chat('token-endpoint="/token/ada"', 'a/+/#'),
      ];
      await open(page, site, ground + chats.join(''), data);
      await expect
        .poll(() =>
          page
            .locator('rt-chat')
            .evaluateAll((all: RtChat[]) => all.map(({ connectionState }) => connectionState)),
        )
        .toEqual(
          routes.concat('', '', '', '').map((name) => (name === '500' ? 'offline' : 'error')),
        );
      await still(page);
      expect(await violations(page)).toEqual([]);
    });

    test('every status, in every state', async ({ page, site }) => {
      const live = 'loading="eager" token-endpoint="/token/ada"';
      const { broker } = site;
      broker.publish('jobs/build', { value: 40, state: 'Compiling' });
      broker.publish('services/api', {
        ok: 'Operational',
        slow: 'Degraded',
        down: 'Outage',
        odd: 'Blue',
      });
      const topic = 'topic="services/api" kind="badge"';
      await open(
        page,
        site,
        `${ground}
        <p><rt-status id="page"></rt-status></p>
        <p><rt-status for="nobody" label="Nobody"></rt-status></p>
        <p><rt-status ${live} id="people" room="lobby"></rt-status></p>
        <p><rt-status ${live} topic="jobs/build" value-path="state" label="Step"></rt-status></p>
        <p><rt-status ${live} topic="jobs/build" value-path="value" kind="progress" label="Build"></rt-status></p>
        <p><rt-status ${live} topic="jobs/build" value-path="none" kind="progress"></rt-status></p>
        <p><rt-status ${live} topic="jobs/build" value-path="state" kind="progress"></rt-status></p>
        ${['ok', 'slow', 'down', 'odd', 'none']
          .map(
            (path) =>
              `<p><rt-status ${live} ${topic} value-path="${path}" label="API"></rt-status></p>`,
          )
          .join('')}
        <p><rt-status loading="eager" id="error" token-endpoint="/token/fault/401" room="lobby"></rt-status></p>
        <p><rt-status loading="eager" token-endpoint="/token/fault/500" room="lobby"></rt-status></p>
        <p><rt-status loading="eager" token-endpoint="/token/fault/never" room="lobby"></rt-status></p>`,
        data,
      );
      await expect(page.getByText('Operational')).toBeVisible();
      await inState(page, '#error', 'error');
      await still(page);
      expect(await violations(page)).toEqual([]);
      await site.silence();
      await inState(page, '#people', 'reconnecting');
      await still(page);
      expect(await violations(page)).toEqual([]);
      site.refuse();
      await inState(page, '#people', 'offline');
      await still(page);
      expect(await violations(page)).toEqual([]);
    });
  });
}

/** A conversation in which there is something of everything. */
const conversation = async (page: Page, site: Site, head = ''): Promise<void> => {
  await page.goto(
    site.page(
      '/',
      html(
        `${chat('id="ada" token-endpoint="/token/ada"')}
        ${chat('id="mute" token-endpoint="/token/listener"')}
        <p><rt-status for="ada" label="Ada"></rt-status></p>
        <p><rt-status token-endpoint="/token/ada" topic="jobs/build" value-path="value" kind="progress" label="Build"></rt-status></p>`,
        head + loader,
      ),
    ),
  );
  site.broker.publish('jobs/build', { value: 40 });
  await inState(page, '#mute', 'online');
  await page.locator('#ada').evaluate(async (element: RtChat) => {
    await element.send(
      'Hello https://example.com/a-rather-long-address-that-does-not-fit/into/one/line',
    );
    await element.send('y'.repeat(300));
  });
  const mute = page.locator('#mute');
  await expect(bubbles(mute)).toHaveCount(2);
  await mute.getByRole('textbox').fill('I may not write');
  await mute.getByRole('textbox').press('Enter');
  await expect(mute.getByRole('button', { name: 'Send again' })).toBeVisible();
  await expect(page.locator('rt-status').first()).toContainText('Online');
};

test('axe finds nothing wrong with a page of 320 px', async ({ page, site }) => {
  await page.setViewportSize({ width: 320, height: 600 });
  await conversation(page, site);
  await still(page);
  expect(await violations(page)).toEqual([]);
});

test('axe finds nothing wrong with a page from right to left', async ({ page, site }) => {
  await conversation(page, site);
  await page.locator('html').evaluate((root) => root.setAttribute('dir', 'rtl'));
  await still(page);
  expect(await violations(page)).toEqual([]);
});

test('axe finds nothing wrong with forced colours (Chromium; Firefox can’t be told to)', async ({
  page,
  site,
  browserName,
}) => {
  test.skip(browserName !== 'chromium', 'Firefox can’t be told to force colours');
  await page.emulateMedia({ forcedColors: 'active' });
  await conversation(page, site);
  await still(page);
  expect(await violations(page)).toEqual([]);
});

test('forced colours leave edges and states to be seen (Chromium; Firefox can’t be told to)', async ({
  page,
  site,
  browserName,
}) => {
  test.skip(browserName !== 'chromium', 'Firefox can’t be told to force colours');
  await page.emulateMedia({ forcedColors: 'active' });
  await conversation(page, site);
  await expect(bubbles(page.locator('#ada')).first()).toHaveCSS('border-top-style', 'solid');
  await expect(bubbles(page.locator('#mute')).last()).toHaveCSS('border-top-style', 'dashed');
  await expect(page.locator('#ada [part="send"]')).toHaveCSS('border-top-style', 'solid');
});

test.describe('at 320 px and with text at 200 %', () => {
  for (const size of ['100%', '200%']) {
    test(`nothing scrolls sideways: text at ${size}`, async ({ page, site }) => {
      await page.setViewportSize({ width: 320, height: 800 });
      site.page('/page.css', `html { font-size: ${size} } body { margin: 0 }`, 'text/css');
      await conversation(page, site, '<link rel="stylesheet" href="/page.css">');
      const wide = await page.evaluate(() => {
        const all = (root: Document | ShadowRoot): Element[] =>
          [...root.querySelectorAll('*')].flatMap((one) =>
            one.shadowRoot ? [one, ...all(one.shadowRoot)] : [one],
          );
        return all(document)
          .filter(
            (one) =>
              one.matches('html, rt-chat, rt-status, .panel, .log, .composer, .area') &&
              one.scrollWidth > one.clientWidth &&
              getComputedStyle(one).display !== 'inline',
          )
          .map(
            (one) => `${one.localName}.${one.className} ${one.scrollWidth} > ${one.clientWidth}`,
          );
      });
      expect(wide).toEqual([]);
      // What is cut off does not scroll, but is lost all the same.
      const cut = await page.locator('rt-chat').evaluateAll((all) =>
        all.flatMap((element) => {
          const { right } = element.getBoundingClientRect();
          return [...(element.shadowRoot?.querySelectorAll('button, .bubble, textarea') ?? [])]
            .filter((one) => one.getBoundingClientRect().right > right + 0.5)
            .map((one) => `${one.localName}.${one.className}`);
        }),
      );
      expect(cut).toEqual([]);
    });
  }
});

test.describe('the demo’s pages as a whole', () => {
  for (const path of ['/', '/calls', '/script-tag', '/esm', '/errors']) {
    for (const scheme of schemes) {
      const where = scheme === 'dark' ? ' (Chromium; Firefox can’t be told to prefer it)' : '';
      test(`${path}, ${scheme}${where}`, async ({ page, demo, browserName }) => {
        test.skip(
          scheme === 'dark' && browserName !== 'chromium',
          'Firefox can’t be told to prefer dark',
        );
        if (scheme === 'dark') await page.emulateMedia({ colorScheme: 'dark' });
        await page.goto(demo.url + path);
        for (const one of await page.locator('rt-chat, rt-status').all()) {
          await one.scrollIntoViewIfNeeded();
        }
        await expect
          .poll(() =>
            page
              .locator('rt-chat:not(#never), rt-status')
              .evaluateAll((all: Partial<RtChat>[]) =>
                all
                  .map(({ connectionState }) => connectionState)
                  .filter((state) => state === undefined || state === 'connecting'),
              ),
          )
          .toEqual([]);
        await still(page);
        expect(await violations(page)).toEqual([]);
      });
    }
  }
});
