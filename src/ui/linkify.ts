/** A piece of a message's text: as it is, or a link. */
export type Segment = string | { readonly href: string; readonly text: string };

// One pass without nested repetition, so 16 kB of the worst text take no longer than of any other.
// A link ends at white space, at quotes and angle brackets, and at control characters: those that
// turn the writing direction could make it look like another one.
const candidates =
  // eslint-disable-next-line no-control-regex
  /\b(?:https?:\/\/|www\.|mailto:|tel:)[^\s<>"\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/giu;

/** What ends a sentence rather than a link. */
const trailing = new Set(".,:;!?…'’”»*_~。，、！？：；");
const opening: Readonly<Record<string, string>> = {
  ')': '(',
  ']': '[',
  '}': '{',
  '）': '（',
  '」': '「',
  '』': '『',
};

/** Takes off what belongs to the sentence around: `(see https://a.example/b_(c)).` */
const trim = (text: string): string => {
  const counts = new Map<string, number>();
  const count = (character: string): number => counts.get(character) ?? 0;
  for (const character of text) counts.set(character, count(character) + 1);
  let end = text.length;
  for (; end > 0; end -= 1) {
    const last = text.charAt(end - 1);
    if (trailing.has(last)) continue;
    const open = opening[last];
    if (open === undefined || count(last) <= count(open)) break;
    counts.set(last, count(last) - 1);
  }
  return text.slice(0, end);
};

/** Undefined for what only looks like a link. */
const target = (text: string): string | undefined => {
  const named = /^www\./i.test(text);
  if (named && !/^www\.[^./]+\.[^./]/i.test(text)) return undefined;
  let url: URL;
  try {
    url = new URL(named ? `https://${text}` : text);
  } catch {
    return undefined; // then it is shown as the text it is
  }
  if (url.protocol === 'mailto:') return /.@./.test(url.pathname) ? url.href : undefined;
  if (url.protocol === 'tel:') return /\d\D*\d\D*\d/.test(url.pathname) ? url.href : undefined;
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
};

/**
 * Finds the links in a text: `http:`, `https:`, `mailto:`, `tel:` and `www.`, nothing else. The text
 * of a link is what was written, so that an internationalised domain stays readable.
 */
export const linkify = (text: string): Segment[] => {
  const segments: Segment[] = [];
  let done = 0;
  for (const { 0: found, index } of text.matchAll(candidates)) {
    const link = trim(found);
    const href = target(link);
    if (href === undefined) continue;
    if (index > done) segments.push(text.slice(done, index));
    segments.push({ href, text: link });
    done = index + link.length;
  }
  if (done < text.length) segments.push(text.slice(done));
  return segments;
};
