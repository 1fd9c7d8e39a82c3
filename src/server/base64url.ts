/** Text as base64 of its UTF-8, as HTTP's Basic authentication has it (RFC 7617 §2.1). */
export const toBase64 = (text: string): string => base64Of(new TextEncoder().encode(text));

const base64Of = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/** Bytes as base64url without padding (RFC 7515 §2). */
export const toBase64Url = (bytes: Uint8Array): string =>
  base64Of(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

/** The bytes of a base64url text, or null where it is none. */
export const fromBase64Url = (text: string): Uint8Array<ArrayBuffer> | null => {
  if (!/^[\w-]*$/.test(text)) return null;
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return null; // a length that no bytes have
  }
};

/** A value as base64url of its JSON. */
export const encodeJson = (value: unknown): string =>
  toBase64Url(new TextEncoder().encode(JSON.stringify(value)));

/** The value of a base64url JSON text, or undefined where it is none. */
export const decodeJson = (text: string): unknown => {
  const bytes = fromBase64Url(text);
  if (bytes === null) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined; // not JSON: the caller refuses it
  }
};
