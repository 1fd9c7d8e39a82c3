import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from '@playwright/test';
import { buildScripts } from '../../helpers/build-scripts.js';
import { callTag, watchCalls, type Attributes } from './call.js';
import type { Stage } from './stage.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const installed = `${root}node_modules/@signalwire/web-components/dist/embed/signalwire-web-components-embed.iife.js`;

/** The real script, where it is installed or named; undefined elsewhere. */
export const realScript = [process.env['SIGNALWIRE_COMPONENTS'] ?? '', installed].find(existsSync);

let standIn: Promise<string> | undefined;

/** The script that stands in for it. */
export const standInScript = (): Promise<string> =>
  (standIn ??= (async () => {
    const folder = `${root}test-results/components-${process.pid}`;
    mkdirSync(folder, { recursive: true });
    await buildScripts(`${root}test/helpers/signalwire-components`, ['stand-in'], folder);
    return `${folder}/stand-in.js`;
  })());

/** What such pages allow besides the strictest: our one policy, and, for theirs, styles in templates. */
const policy = (styles: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${styles}`,
    "connect-src 'self' http: ws:",
    "img-src 'self' data:",
    'media-src data:',
    "require-trusted-types-for 'script'",
    "trusted-types lit-html rt-embed dompurify 'allow-duplicates'",
  ].join('; ');

export interface KitPage {
  /** Where the script comes from; undefined: the page names none. */
  src?: string | undefined;
  attributes?: Attributes;
  /** Tags around the call. */
  around?: string;
  /** Their templates have styles in them. */
  inline?: boolean;
}

/** Opens a page with an `<rt-call kit="signalwire">`. */
export const openKit = async (
  page: Page,
  stage: Stage,
  { src, attributes = {}, around = '', inline = false }: KitPage,
): Promise<Locator> => {
  const named = src === undefined ? '' : ` data-signalwire-components-src="${src}"`;
  const tag = callTag({ kit: 'signalwire', destination: '/public/echo', ...attributes });
  const html = [
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title>',
    '<link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/demo.css">',
    `<script async src="/dist/cdn/rt-embed.iife.js"${named}></script>`,
    tag + around,
  ].join('\n');
  const headers = {
    'content-type': 'text/html',
    'content-security-policy': policy(inline ? "'unsafe-inline'" : ''),
  };
  await watchCalls(page);
  await page.goto(stage.url + stage.route(async () => new Response(html, { headers })).path);
  return page.locator('rt-call');
};

/** Makes a route for a script. */
export const serveScript = (stage: Stage, file: string): string =>
  stage.script(readFileSync(file, 'utf8'));

/** Their buttons, by their place. */
const places = { microphone: 0, camera: 1, speaker: 2 } as const;

/** A toggle of their bar. */
export const toggle = (call: Locator, name: keyof typeof places): Locator =>
  call.locator('sw-call-controls sw-ui-split-button').nth(places[name]);

/** Clicks one of their buttons. */
export const click = (button: Locator): Promise<void> =>
  button.locator('button:is(.main, .solo)').click();
