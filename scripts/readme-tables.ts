import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { callErrorText } from '../src/protocol/call-error.js';
import { chatErrorText } from '../src/protocol/chat-error.js';
import { errorText, type RtErrorCode } from '../src/protocol/errors.js';
import { besideEachOther, type Row } from '../test/faults/report.js';
import { fillCode } from './readme-code.js';
import { figures } from './size.js';

// `npm run docs`: writes what the code knows better into README.md, between `<!-- table: rt-chat -->`
// and `<!-- /table: rt-chat -->` (also `table: errors`, `table: faults` and `sizes`), and after
// `<!-- from: a/file.ts -->`. Needs a build.

interface Described {
  name: string;
  description?: string;
  type?: { text: string };
  default?: string;
  attribute?: string;
  kind?: string;
  parameters?: { name: string }[];
}
type Lists =
  'attributes' | 'members' | 'events' | 'slots' | 'cssParts' | 'cssProperties' | 'cssStates';
type Element = { tagName: string } & Partial<Record<Lists, Described[]>>;

const root = new URL('../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const manifest = JSON.parse(read('custom-elements.json')) as {
  modules: { declarations: Element[] }[];
};

const cell = (text = ''): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
const code = (text?: string): string => (text ? `\`${cell(text)}\`` : '');
const table = (heads: string[], rows: string[][]): string =>
  [heads, heads.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const signature = ({ name, parameters = [] }: Described): string =>
  `${name}(${parameters.map((parameter) => parameter.name).join(', ')})`;

const tablesOf = (element: Element): string => {
  const { attributes = [], members = [] } = element;
  const list = (head: string, of: Described[] = [], name = (entry: Described) => entry.name) =>
    of.length === 0
      ? ''
      : table(
          [head, ''],
          of.map((entry) => [code(name(entry)) || 'default', cell(entry.description)]),
        );
  const rest = members.filter(({ attribute, kind }) => kind === 'field' && !attribute);
  return [
    table(
      ['Attribute', 'Type', 'Default', ''],
      attributes.map((entry) => [
        code(entry.name),
        code(entry.type?.text),
        entry.default === "''" ? '' : code(entry.default),
        cell(entry.description),
      ]),
    ),
    list('Property', rest),
    list(
      'Method',
      members.filter(({ kind }) => kind === 'method'),
      signature,
    ),
    list('Event', element.events),
    list('Slot', element.slots),
    list('CSS part', element.cssParts),
    list('CSS property', element.cssProperties),
    list('State', element.cssStates, ({ name }) => `:state(${name})`),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
};

const meanings: Record<RtErrorCode, string> = {
  'config/missing-attribute': 'A required attribute is missing; the message names it.',
  'config/bad-attribute': 'An attribute has a value that cannot be used; the message names it.',
  'config/unknown-provider': 'The grant or an attribute names a provider that is not known.',
  'token/http-status': 'The token route refused; `status` says how.',
  'token/malformed': 'The answer of the token route cannot be used; the message names the field.',
  ...errorText,
  ...chatErrorText,
  ...callErrorText,
  'chat/history-failed': 'What was said before could not be loaded.',
  'status/bad-value': 'The value of the topic cannot be shown as `kind` says.',
};
const kilobytes = (bytes: number): string => `${(Math.ceil(bytes / 100) / 10).toFixed(1)} kB`;
const contents = new Map<string, string>([
  [
    'table: errors',
    table(
      ['Code', ''],
      Object.entries(meanings).map(([name, text]) => [code(name), cell(text)]),
    ),
  ],
  [
    'sizes',
    `${figures()
      .filter(({ name }) => !name.startsWith('more'))
      .map(({ name, bytes }) => `${name}: ${kilobytes(bytes)}`)
      .join('; ')}.`,
  ],
]);
for (const { declarations } of manifest.modules) {
  for (const element of declarations) {
    contents.set(`table: ${element.tagName}`, tablesOf(element));
  }
}

// What the last full run of the fault bench has found; without one the README keeps its table.
const faults = 'bench-results/faults.json';
if (existsSync(new URL(faults, root))) {
  const [heads = [], ...lines] = besideEachOther(JSON.parse(read(faults)) as Row[]);
  contents.set('table: faults', table(heads, lines));
}

/** Fills a text's marked places; one that is not marked is left out. */
const fill = (text: string): string => {
  for (const [name, content] of contents) {
    const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const start = text.indexOf(open);
    if (start < 0) continue;
    const from = start + open.length;
    const end = text.indexOf(close, from);
    const gap = name.startsWith('table') ? '\n\n' : '';
    text =
      text.slice(0, from) +
      gap +
      content +
      gap +
      close +
      text.slice(end < 0 ? from : end + close.length);
  }
  return text;
};

const readme = fileURLToPath(new URL('README.md', root));
if (existsSync(readme)) {
  const options = { ...(await resolveConfig(readme)), filepath: readme };
  writeFileSync(readme, await format(fillCode(fill(read('README.md')), read), options));
}
