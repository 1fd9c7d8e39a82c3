import { systemClock } from '../../core/clock.js';
import { atMost } from './at-most.js';
import { dropClient, makeClient, settled } from './sdk-client.js';
import type { SocketWatch } from './socket.js';

/** A client without a token opens no socket. */
const nobody: SocketWatch = {
  inviting: () => false,
  refused: () => undefined,
  signingIn: () => undefined,
};

/** Who has to wait longer may just as well make others, ms. */
const patience = 1_000;

let keys: Promise<void> | undefined;

/**
 * Lets the SDK make the pair of keys that each of its clients begins with. That takes a tenth of a
 * second, better spent while the visitor moves to the button and the grant is on its way. The SDK
 * keeps them in IndexedDB until a client ends, so every call needs new ones. Idempotent.
 */
export const makeKeys = (): void => {
  // What a browser lacks shows when a line is opened.
  keys ??= make().catch(() => undefined);
};

/** Settles when the next client finds its keys, or will have to make them itself. Never rejects. */
export const takeKeys = async (): Promise<void> => {
  const waiting = keys;
  keys = undefined;
  await atMost(systemClock, patience, waiting);
};

const make = async (): Promise<void> => {
  // It makes its keys first, and only then finds that it has no token to go on with.
  const client = makeClient({
    credential: {},
    reachable: false,
    peers: { open: new Set(), answering: undefined },
    watch: nobody,
    url: undefined,
  });
  await settled(client);
  dropClient(client);
};
