/** What a payload holds at a path; `value` undefined: nothing. */
export type PathValue = { value: unknown } | { problem: string };

/** A larger payload is not even decoded, bytes. */
const maxPayloadBytes = 64 * 1024;
/** Longer text is cut, UTF-16 units: it has to fit in a line. */
const maxTextLength = 200;

/**
 * Reads a payload, JSON or plain text, as far as a path leads: `jobs.0.done`, empty for all of it.
 * Never throws: anybody who may write to the topic can put anything there.
 */
export const valueAt = (payload: Uint8Array, path: string): PathValue => {
  if (payload.length === 0) return { value: undefined };
  if (payload.length > maxPayloadBytes) return { problem: 'is larger than 64 kB' };
  let value: unknown;
  try {
    value = new TextDecoder('utf-8', { fatal: true }).decode(payload);
  } catch {
    return { problem: 'is not text in UTF-8' }; // the sentence is all there is to know
  }
  try {
    value = JSON.parse(value as string);
  } catch {
    // Plain text is as good, where no path leads into it.
    if (path !== '') return { problem: `is not JSON, so it has no "${path}"` };
  }
  for (const key of path === '' ? [] : path.split('.')) {
    // Own ones only: "constructor" leads nowhere.
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) {
      return { value: undefined };
    }
    value = (value as Record<string, unknown>)[key];
  }
  return { value: value ?? undefined };
};

/** A value in one line of text. */
export const valueText = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text.length <= maxTextLength) return text;
  // Not between the halves of one character.
  return `${text.slice(0, maxTextLength).replace(/[\ud800-\udbff]$/, '')}…`;
};

/** A value as a number: `42`, `"42"` or `"42 %"`; undefined: it is none. */
export const valueNumber = (value: unknown): number | undefined => {
  const number = typeof value === 'string' ? Number(value.replace(/%\s*$/, '') || NaN) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
};
