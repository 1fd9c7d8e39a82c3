import { SignalWire, type SDKCredential, type SDKLogger } from '@signalwire/js';
import { ConnectionError } from '../../protocol/errors.js';
import { lineFailure } from './errors.js';
import { follow, Undos } from './follow.js';
import { memoryStorage } from './memory-storage.js';
import type { SdkCall } from './sdk-call.js';
import { socketClass, type SocketWatch } from './socket.js';
import { webRtc, type Peers } from './web-rtc.js';

const nothing = (): void => undefined;
/** The SDK writes to the console what we handle or tell as an error of our own, tokens among it. */
const silent: SDKLogger = {
  error: nothing,
  warn: nothing,
  info: nothing,
  debug: nothing,
  trace: nothing,
};

export interface ClientOptions {
  /** Read anew by the SDK whenever it signs in or asks; change it in place. */
  readonly credential: SDKCredential;
  /** Whether calls can come in. */
  readonly reachable: boolean;
  readonly peers: Peers;
  readonly watch: SocketWatch;
  /** Where the socket goes, instead of where the token says. */
  readonly url: string | undefined;
}

/** A client of the SDK's; it begins to connect at once. */
export const makeClient = ({
  credential,
  reachable,
  peers,
  watch,
  url,
}: ClientOptions): SignalWire =>
  // No `expiry_at`: by a clock that is wrong the SDK would refuse a token that is good.
  new SignalWire(
    { authenticate: async () => credential },
    {
      skipRegister: !reachable,
      skipDeviceMonitoring: true,
      storageImplementation: memoryStorage(),
      webRTCApiProvider: webRtc(peers),
      webSocketConstructor: socketClass(watch, url),
      logger: silent,
    },
  );

/** The SDK gives up after 10 s as well, but then stays as it is, ms. */
const deadlines = { ready: 10_000, registered: 5_000 };

/**
 * Settles when a client can call, or be called. Within 10 s, or 5 s more.
 * @throws RtError `token/refused`, `connection/*`; the signal's reason
 */
export const signedIn = (
  client: SignalWire,
  stage: 'ready' | 'registered',
  signal: AbortSignal,
): Promise<void> => {
  const undos = new Undos();
  let unreachable = false;
  return new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      const code = unreachable ? 'connection/unreachable' : 'connection/timeout';
      reject(new ConnectionError(code, { retryable: true }));
    }, deadlines[stage]);
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    undos.add(
      () => clearTimeout(timer),
      () => signal.removeEventListener('abort', abort),
      // Not `isConnected$`: that stays true when the socket is gone.
      follow(stage === 'ready' ? client.ready$ : client.isRegistered$, (yes) => yes && resolve()),
      follow(client.errors$, (error) => {
        unreachable ||= error.name === 'WebSocketConnectionError';
        const failure = lineFailure(error);
        if (failure) reject(failure);
      }),
    );
  }).finally(() => undos.run());
};

/** Settles when a client has begun to have a connection, or has failed to. Never rejects. */
export const settled = (client: SignalWire): Promise<void> => {
  const undos = new Undos();
  return new Promise<void>((resolve) => {
    undos.add(
      follow(client.isConnected$, (yes) => yes && resolve(), resolve),
      follow(client.errors$, () => resolve(), resolve),
    );
  }).finally(() => undos.run());
};

/** The parts of a client that its `destroy()` does not reach where it was never connected. */
const rest = ['_networkMonitor', '_visibilityController', '_diagnosticsCollector'] as const;

/** Lets go of a client that was never connected, but not of the keys that it has made. */
export const dropClient = (client: SignalWire): void => {
  const parts = client as unknown as Partial<Record<string, { destroy(): void }>>;
  for (const part of rest) parts[part]?.destroy();
};

/** Ends a client, however far it is, and leaves nothing behind. Never rejects. */
export const endClient = async (client: SignalWire, peers: Peers): Promise<void> => {
  // Destroyed while it connects, it would throw, and be connected later on.
  await settled(client);
  client.disableDeviceMonitoring();
  const session = client.session as typeof client.session | undefined;
  // It would hang up on them, and not catch what comes of it.
  for (const call of session?.calls ?? []) (call as SdkCall).destroy();
  try {
    client.destroy();
  } catch {
    // It has no connection to end, and stops there.
    dropClient(client);
  }
  peers.over = true;
  for (const peer of [...peers.open]) peer.close();
};
