// Code in README.md that stands in a file too, which a test runs: a comment before the block names the
// file, `<!-- from: demo/next/app/page.tsx -->`. What is between `#region readme` and `#endregion` in the
// file is shown, or all of it.

const marked = /(<!-- from: (\S+) -->\s*?\n)```(\w*)\n[^]*?^```$/gm;
const region = /^.*#region readme\b.*\n([^]*?)^.*#endregion\b.*$/m;

/** Fills the marked blocks of a text with what `read` knows of the files they name. */
export const fillCode = (text: string, read: (path: string) => string): string =>
  text.replace(marked, (_block, comment: string, path: string, language: string) => {
    const source = read(path);
    const code = unindent(region.exec(source)?.[1] ?? source).trim();
    return `${comment}\`\`\`${language}\n${code}\n\`\`\``;
  });

/** The files that a text shows. */
export const shownFiles = (text: string): string[] =>
  [...text.matchAll(marked)].map(([, , path]) => path ?? '');

const unindent = (code: string): string => {
  const lines = code.split('\n');
  const indents = lines.filter((line) => line.trim()).map((line) => line.search(/\S/));
  const least = Math.min(...indents);
  return lines.map((line) => line.slice(least)).join('\n');
};
