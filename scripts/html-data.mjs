import { writeFileSync } from 'node:fs';

/** Of `'button' | 'inline'`: what the attribute can be. */
const valuesOf = (type = '') => [...type.matchAll(/'([^']+)'/g)].map(([, name]) => ({ name }));

const attribute = ({ name, description, type }) => {
  const values = valuesOf(type?.text);
  return {
    name,
    description,
    ...(type?.text === 'boolean' && { valueSet: 'v' }),
    ...(values.length > 0 && { values }),
  };
};

const list = (title, entries = []) =>
  entries.map(({ name, description }) => `- ${title} \`${name || 'default'}\`: ${description}`);

const tag = ({ tagName, description, attributes = [], events, slots }) => ({
  name: tagName,
  description: {
    kind: 'markdown',
    value: [description, '', ...list('Event', events), ...list('Slot', slots)].join('\n'),
  },
  attributes: attributes.map(attribute),
});

/** Writes what VS Code and others show of the tags in HTML: https://github.com/microsoft/vscode-custom-data */
export const writeHtmlData = ({ modules }) => {
  const tags = modules.flatMap(({ declarations }) => declarations.map(tag));
  const data = { version: 1.1, tags };
  writeFileSync('html-custom-data.json', `${JSON.stringify(data, undefined, 2)}\n`);
};
