import type { FrameLocator, Page } from '@playwright/test';
import type { RtEmbed } from '../../src/index.js';
import { expect, test } from './helpers/around.js';
import { field, online, showsAll, write } from './helpers/chat.js';
import { bubbles } from './fixtures.js';
import type { Site } from './helpers/site.js';
import {
  framedTokens,
  framing,
  hashOf,
  hostileCss,
  hostPage,
  importMap,
  oldLibrary,
  otherLibrary,
  ownCss,
  ownScript,
  twoChats,
  type HostPage,
} from './pages/host-pages.js';

const file = '/cdn/rt-embed.iife.js';
const oneFile = '/cdn/rt-embed.full.iife.js';

/** What is the page’s own: how it looks, and what everybody on it shares. */
const own = (page: Page) =>
  page.evaluate(() => {
    scrollTo(0, 0);
    // The page is higher with us.
    const ofHeight = /^(height|block-size|perspective-origin|transform-origin)$/;
    const looks = [...document.querySelectorAll('html, body, #own, #own *')].flatMap((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      const inside = element.closest('#own') !== null;
      const style = getComputedStyle(element);
      const values = [...style]
        .filter((property) => inside || !ofHeight.test(property))
        .map((property) => `${property}: ${style.getPropertyValue(property)}`);
      return [`box: ${[x, y, width, ...(inside ? [height] : [])].join()}`, ...values].map(
        (value) => `${element.localName}.${element.className} ${value}`,
      );
    });
    const shared = [Object, Array, String, Function, Promise, Element, HTMLElement, Event, Node];
    const prototypes = shared.flatMap(({ prototype }) => Reflect.ownKeys(prototype).map(String));
    const globals = Object.keys(globalThis).filter((name) => !name.startsWith('__pw'));
    const sheets = `${document.styleSheets.length} ${document.adoptedStyleSheets.length}`;
    return { globals, marks: [...looks, ...prototypes, sheets] };
  });

/** Both write, and both read it. */
const talk = async (on: Page | FrameLocator): Promise<void> => {
  const [ada, ben] = [on.locator('#ada'), on.locator('#ben')];
  await online(ada, ben);
  await write(ada, 'Hello Ben');
  await showsAll(ben, ['Hello Ben']);
  await write(ben, 'Hello Ada');
  for (const chat of [ada, ben]) await showsAll(chat, ['Hello Ben', 'Hello Ada']);
};

interface Case {
  page: (site: Site, cdn: Site) => HostPage;
  /** What the page's server says and has besides. */
  serve?: (site: Site) => void;
  /** What else has to be so, after the talk. */
  also?: (page: Page) => Promise<void>;
}

const cases: Record<string, Case> = {
  'a static page': {
    page: () => ({ script: `<script src="${file}"></script>` }),
  },
  'a page with the script deferred': {
    page: () => ({ script: `<script defer src="${file}"></script>` }),
  },
  'a page with an async script': {
    page: () => ({ script: `<script async src="${file}"></script>` }),
  },
  'a page with the script at the end of its body': {
    page: () => ({ foot: `<script src="${file}"></script>` }),
  },
  'a page with a tag manager that puts the script in late': {
    serve: (site) => {
      const code = `
        addEventListener('load', function () {
          setTimeout(function () {
            var first = document.getElementsByTagName('script')[0], tag = document.createElement('script');
            tag.async = true;
            tag.src = '${file}?id=TAG-1';
            first.parentNode.insertBefore(tag, first);
          }, 300);
        });`;
      site.page('/manager.js', code, 'text/javascript');
    },
    page: () => ({ head: '<script async src="/manager.js"></script>' }),
  },
  'a page with an old library, its plugins and a hostile theme': {
    serve: (site) => {
      site.page('/old.js', oldLibrary, 'text/javascript');
      site.page('/theme.css', hostileCss, 'text/css');
    },
    page: () => ({
      head: '<script src="/old.js?ver=1.12.4"></script><link rel="stylesheet" href="/theme.css?ver=6.8">',
      foot: `<script defer id="rt-embed-js" src="${file}?ver=6.8"></script>`,
    }),
    also: async (page) => {
      const send = page.locator('#ada').getByRole('button', { name: 'Send' });
      for (const inside of [send, page.locator('#ada').getByRole('textbox')]) {
        await expect(inside).toBeVisible();
        await expect(inside).not.toHaveCSS('background-color', 'rgb(255, 0, 0)');
        await expect(inside).toHaveCSS('box-sizing', 'border-box');
      }
      const bubble = page.locator('#ada [part~="bubble"]').first();
      await expect(bubble).toHaveCSS('border-top-width', '0px');
      await expect(bubble).not.toHaveCSS('color', 'rgb(255, 0, 0)');
      expect((await page.locator('#ada').boundingBox())?.height).toBe(18 * 16);
      await expect(page.locator('li.menu-item')).toHaveCount(2);
    },
  },
  'a page with a base': {
    page: (site, cdn) => ({
      head: '<base href="https://elsewhere.invalid/deep/" target="_blank">',
      script: `<script async src="${cdn.url}${file}"></script>`,
      chats: twoChats(site.url),
    }),
  },
  'a page with elements and a Lit of its own, under Trusted Types': {
    serve: (site) => {
      site.folder('/modules/', 'node_modules/');
      site.page('/other.js', otherLibrary, 'text/javascript');
      site.headers['content-security-policy'] =
        "script-src 'self' 'nonce-own'; require-trusted-types-for 'script'; trusted-types lit-html 'allow-duplicates'";
    },
    page: () => ({
      head: `${importMap}<script type="module" src="/other.js"></script>`,
      script: `<script async src="${file}"></script>`,
      chats: `<other-card>${twoChats()}</other-card>`,
    }),
    also: async (page) => {
      const button = page.getByRole('button', { name: 'clicks' });
      await button.click();
      await expect(button).toHaveText('1 clicks');
      const versions = await page.evaluate(
        () => (globalThis as { litHtmlVersions?: string[] }).litHtmlVersions,
      );
      expect(versions).toHaveLength(2);
    },
  },
  'a page whose script comes from another origin and is checked': {
    page: (_site, cdn) => ({
      script: `<script async src="${cdn.url}${file}" integrity="${hashOf('rt-embed.iife.js')}" crossorigin></script>`,
    }),
  },
  'a page whose one-file script comes from another origin and is checked': {
    page: (_site, cdn) => ({
      script: `<script defer src="${cdn.url}${oneFile}" integrity="${hashOf('rt-embed.full.iife.js')}" crossorigin="anonymous"></script>`,
    }),
  },
};

test.beforeEach(({ site }) => {
  site.page('/own.css', ownCss, 'text/css');
  site.page('/own.js', ownScript, 'text/javascript');
});

for (const [name, { page: write, serve, also }] of Object.entries(cases)) {
  test(`a chat works on ${name}, and the page is as it was`, async ({ page, site, cdn, said }) => {
    serve?.(site);
    const given = write(site, cdn);
    // The same page without us: neither script nor tags.
    const chats = /<rt-chat.*<\/rt-chat>/.exec(given.chats ?? twoChats())?.[0] ?? '';
    const without = {
      ...given,
      script: '',
      foot: '',
      chats: given.chats?.replace(chats, '') ?? '',
    };
    const clean = (text: string): string =>
      text.replace(/<script async src="\/manager.js">/, '<script>');
    await page.goto(site.page('/before', clean(hostPage(without))));
    await page.waitForLoadState('networkidle');
    const before = await own(page);

    await page.goto(site.page('/', hostPage(given)));
    await talk(page);
    const after = await own(page);
    expect(after.marks.filter((mark, i) => mark !== before.marks[i])).toEqual([]);
    expect(after.marks).toHaveLength(before.marks.length);
    const added = after.globals.filter((one) => !before.globals.includes(one));
    // Lit, inside, marks its version on the window, for copies of itself.
    expect(added.filter((one) => one !== 'litHtmlVersions')).toEqual(['RtEmbed']);
    const button = page.locator('#own button');
    await button.dispatchEvent('click');
    await expect(button).toHaveText('1');
    await also?.(page);
    expect(said).toEqual([]);
  });
}

test('a chat works in a frame without rights, with tokens from the page around it', async ({
  page,
  site,
  cdn,
  said,
}) => {
  const script = `<script async src="${cdn.url}${file}"></script>`;
  const chats =
    '<rt-chat id="ada" room="lobby"></rt-chat><rt-chat id="ben" room="lobby"></rt-chat>';
  // Its own things are those of another page, to whoever has no origin.
  site.page('/framed', hostPage({ script, chats, foot: framedTokens }));
  await page.goto(site.page('/', framing));
  const frame = page.frameLocator('iframe');
  await talk(frame);
  // By a click, too: such a frame may submit no form.
  await field(frame.locator('#ada')).fill('Clicked');
  await frame.locator('#ada').getByRole('button', { name: 'Send' }).click();
  await expect(bubbles(frame.locator('#ben')).last()).toContainText('Clicked');
  expect(await frame.locator('body').evaluate(() => origin)).toBe('null');
  const button = frame.locator('#own button');
  await button.click();
  await expect(button).toHaveText('1');
  expect(said).toEqual([]);
});

test('a script that is not what the page has checked does not run, and harms nothing', async ({
  page,
  site,
  cdn,
  consoleGuard,
}) => {
  consoleGuard.allow(/integrity/);
  const script = `<script async src="${cdn.url}${file}" integrity="${hashOf('rest.js')}" crossorigin></script>`;
  await page.goto(site.page('/', hostPage({ script })));
  await page.waitForLoadState('networkidle');
  expect(await page.evaluate(() => (globalThis.RtEmbed as RtEmbed | undefined)?.version)).toBe(
    undefined,
  );
  await page.locator('#own button').click();
  await expect(page.locator('#own button')).toHaveText('1');
});
