/** A browser's own lines about a WebSocket that could not be opened, or broke. */
export const socketFailed: RegExp[] = [
  /^error: WebSocket connection to 'ws:.*' failed/, // Chromium
  /Firefox can’t establish a connection to the server at ws:/,
  /The connection to ws:\S+ was interrupted while the page was loading/,
];

/** A browser's own line about an answer with this status. Firefox has none. */
export const httpStatus = (status: number): RegExp =>
  new RegExp(`^error: Failed to load resource: the server responded with a status of ${status} `);
