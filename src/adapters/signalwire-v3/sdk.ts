/** The one way to SignalWire's SDK of version 3; chat, PubSub and video rooms share what it loads. */
export { Chat, PubSub, Video } from 'signalwire-v3';

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
