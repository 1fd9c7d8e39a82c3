const nothing = (): void => undefined;

/** What every client of the SDK is made with, besides its token. */
export const quiet = {
  // The SDK writes to the console what we handle or tell as an error of our own, tokens among it.
  logger: {
    fatal: nothing,
    error: nothing,
    warn: nothing,
    info: nothing,
    debug: nothing,
    trace: nothing,
  },
  // Its state is nobody's business, least of all that of a browser's extension.
  devTools: false,
};
