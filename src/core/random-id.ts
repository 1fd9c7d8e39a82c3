/** 80 random bits, to name a client, a session or a connection. */
export const randomId = (): string =>
  // Not `randomUUID`: that needs a secure context, and a site under test may be plain http.
  Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) =>
    (byte + 256).toString(16).slice(1),
  ).join('');

/** A name under which a service knows one client. */
export const newClientId = (): string => `rt-${randomId()}`;
