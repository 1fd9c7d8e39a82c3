import { writeHtmlData } from './scripts/html-data.mjs';

/** `define('rt-chat', RtChat)` in an entry tells which class has which tag. */
const tags = new Map();
const tagsFromEntries = {
  name: 'tags-from-entries',
  analyzePhase({ ts, node }) {
    if (!ts.isCallExpression(node) || node.expression.getText() !== 'define') return;
    const [tag, element] = node.arguments;
    if (element && ts.isStringLiteral(tag)) tags.set(element.getText(), tag.text);
  },
};

// What comes from Lit has no description here.
const isPublic = ({ privacy = 'public', description }) => privacy === 'public' && description;

/** Leaves what a user of the elements can use, at the paths of the package. */
const onlyThePublic = {
  name: 'only-the-public',
  packageLinkPhase({ customElementsManifest: manifest }) {
    for (const module of manifest.modules) {
      module.path = module.path.replace(/^src\/(.*)\.ts$/, 'dist/esm/$1.js');
      module.declarations = module.declarations.filter(({ name }) => tags.has(name));
      for (const element of module.declarations) {
        element.tagName = tags.get(element.name);
        element.customElement = true;
        element.members = element.members?.filter(isPublic);
        element.attributes = element.attributes?.filter(isPublic);
        // Found in the code without a name, and described in the doc comment with one.
        element.events = element.events?.filter(({ name }) => name);
        for (const list of [element.members, element.attributes, element.events]) {
          for (const entry of list ?? []) delete entry.inheritedFrom;
        }
        delete element.superclass;
        module.exports = [
          {
            kind: 'js',
            name: element.name,
            declaration: { name: element.name, module: module.path },
          },
          {
            kind: 'custom-element-definition',
            name: element.tagName,
            declaration: { name: element.name, module: module.path },
          },
        ];
      }
    }
    manifest.modules = manifest.modules.filter(({ declarations }) => declarations.length > 0);
  },
};

const forEditors = {
  name: 'for-editors',
  packageLinkPhase: ({ customElementsManifest }) => writeHtmlData(customElementsManifest),
};

/** What `npm run build` writes to custom-elements.json, for editors and the tables in README.md. */
export default {
  globs: ['src/elements/**/*.ts', 'src/rt-*.ts'],
  litelement: true,
  dependencies: false,
  plugins: [tagsFromEntries, onlyThePublic, forEditors],
};
