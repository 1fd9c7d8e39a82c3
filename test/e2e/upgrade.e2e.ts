import { readFileSync } from 'node:fs';
import type { RtChat } from '../../src/index.js';
import { expect, test } from './helpers/around.js';
import { banner } from './helpers/chat.js';
import { html, loader } from './helpers/markup.js';

interface Described {
  tagName?: string;
  members?: { kind: string; name: string; readonly?: boolean; static?: boolean }[];
}
const manifest = JSON.parse(
  readFileSync(new URL('../../custom-elements.json', import.meta.url), 'utf8'),
) as { modules: { declarations: Described[] }[] };

/** The properties of each element that a page can set. */
const settable = manifest.modules
  .flatMap(({ declarations }) => declarations)
  .flatMap(({ tagName, members = [] }) =>
    tagName === undefined
      ? []
      : members
          .filter((member) => member.kind === 'field' && !member.readonly && !member.static)
          .map(({ name }): [tag: string, name: string] => [tagName, name]),
  );

/** How an element’s code can come. */
const ways: Record<string, string> = {
  'the script tag': loader,
  'the one-file script': '<script defer src="/cdn/rt-embed.full.iife.js"></script>',
  'the npm package': '<script type="module" src="/demo/esm.js"></script>',
};

for (const [way, script] of Object.entries(ways)) {
  test(`properties that were set before the element’s code came count: ${way}`, async ({
    page,
    site,
  }) => {
    site.folder('/demo/', 'dist/demo/');
    const before = `
      const chat = document.querySelector('rt-chat');
      window.early = customElements.get('rt-chat') === undefined;
      window.asked = [];
      chat.room = 'lobby';
      chat.strings = { 'chat.composer': 'Nachricht' };
      chat.getToken = async (request) => {
        window.asked.push(request.room);
        const answer = await fetch('/token/ada', {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'X-RT-Embed': '1' },
          body: JSON.stringify(request),
        });
        return answer.json();
      };`;
    const body = `<rt-chat></rt-chat><output id="last"></output><script>${before}</script>`;
    await page.goto(site.page('/', html(body, script)));
    const chat = page.locator('rt-chat');
    await expect(chat.getByRole('textbox', { name: 'Nachricht' })).toBeVisible();
    await expect(banner(chat)).toHaveText('');
    await expect
      .poll(() => chat.evaluate((one: RtChat) => [one.connectionState, one.room]))
      .toEqual(['online', 'lobby']);
    const seen = await page.evaluate(() => {
      const { early, asked } = globalThis as unknown as { early: boolean; asked: string[] };
      return { early, asked };
    });
    expect(seen).toEqual({ early: true, asked: ['lobby'] });
  });
}

for (const [way, script] of Object.entries(ways).slice(0, 2)) {
  test(`no property that was set early hides the element’s own: ${way}`, async ({ page, site }) => {
    expect(settable.length).toBeGreaterThan(20);
    // One of a kind each, so that none is lost among its neighbours.
    const before = `
      window.early = ${JSON.stringify(settable)}.map(([tag, name], i) => {
        const element = document.createElement(tag);
        const value = 'value ' + i;
        element[name] = value;
        document.querySelector('main').append(element);
        return { element, tag, name, value };
      });`;
    await page.goto(site.page('/', html(`<script>${before}</script>`, script)));
    const lost = await page.evaluate(async () => {
      interface Early {
        element: HTMLElement & Record<string, unknown> & { updateComplete?: Promise<unknown> };
        tag: string;
        name: string;
        value: unknown;
      }
      const { early } = globalThis as unknown as { early: Early[] };
      for (const tag of new Set(early.map((one) => one.tag))) {
        if (Array.isArray(globalThis.RtEmbed)) throw new Error('There is no script.');
        await globalThis.RtEmbed?.define(tag as 'rt-chat');
      }
      await Promise.all(early.map(({ element }) => element.updateComplete));
      return early
        .filter(
          ({ element, name, value }) => element[name] !== value || Object.hasOwn(element, name),
        )
        .map(({ tag, name }) => `${tag}.${name}`);
    });
    expect(lost).toEqual([]);
  });
}
