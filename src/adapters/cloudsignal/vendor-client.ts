import { randomId } from '../../core/random-id.js';
import type { Opened } from '../../core/transport.js';
import { TokenError } from '../../protocol/errors.js';
import type { Grant } from '../../protocol/grant.js';
import type { MakeClient } from '../foreign-transport.js';
import { refusalOf, rejectionOf } from '../foreign-errors.js';
import { inbound, nowhere } from '../foreign-message.js';
import { foreignUrl } from '../foreign-url.js';
import type { Login } from './exchange.js';
import type { CloudSignalClass, CloudSignalClient } from './vendor-types.js';

/** Brings what a client of theirs is opened with: their class, and what the broker takes. */
type Prepare = (
  grant: Grant,
  signal: AbortSignal,
  open: (Client: CloudSignalClass, login: Login, url: string) => Promise<Opened>,
) => Promise<Opened>;

const quiet = (): void => undefined;

/**
 * One connection at a time, which ends when it ends: to come back, with a fresh token, is `Connection`'s
 * part. What it holds back while it is offline it would take for sent, and lose.
 */
const settings = {
  preset: 'desktop',
  autoDetectPlatform: false,
  protocolVersion: 5,
  // Its timer is a worker made of a blob, which strict pages forbid. We look after the line ourselves.
  keepalive: 0,
  connectTimeout: 9_000,
  reconnectPeriod: 0,
  reconnectOnAuthError: false,
  // It asks for no session that outlives a connection: to say so leaves none behind.
  cleanSession: true,
  enableOfflineQueue: false,
  offlineQueueEnabled: false,
  autoRefresh: false,
  // It would write what the broker says to the page's console.
  logger: { error: quiet, warn: quiet, info: quiet, log: quiet, debug: quiet, trace: quiet },
};

/** The service takes fewer at once than the client tells us of. */
const maxInFlight = 8;
/** It has no way to say a will that is empty: what that would take back ends by itself, s. */
const unwilled = 300;
/** And is said again this often for as long as we are there, ms. */
const saidAgain = 120_000;
/** Without a session nothing is kept for who comes next: until that one reads what this one reads, ms. */
const handover = 2_000;

/** A client of `@cloudsignal/mqtt-client`, a fresh one for each connection. */
export const vendorClient =
  (prepare: Prepare): MakeClient =>
  (receive, lost) => {
    let client: CloudSignalClient | undefined;
    const joined = new Set<string>();
    const turns = new Map<string, Promise<unknown>>();
    let willTopic: string | undefined;
    let again: ReturnType<typeof setInterval> | undefined;
    const live = (): CloudSignalClient => {
      // Offline, it takes whatever it is given and says that it was sent.
      if (!client?.isConnected()) throw new Error('The client is not connected.');
      return client;
    };
    const asked = async <T>(act: (client: CloudSignalClient) => Promise<T>): Promise<T> => {
      try {
        return await act(live());
      } catch (error) {
        throw rejectionOf(error);
      }
    };
    /** One after the other for each filter: what it is still leaving it would not join again. */
    const inTurn = (
      filter: string,
      act: (client: CloudSignalClient) => Promise<unknown>,
    ): Promise<unknown> => {
      const before = turns.get(filter);
      const turn = before ? before.then(() => asked(act)) : asked(act);
      const settled = turn.catch(quiet).then(() => {
        if (turns.get(filter) === settled) turns.delete(filter);
      });
      turns.set(filter, settled);
      return turn;
    };
    return {
      handover,

      connect: (grant, { clientId, will }, signal) =>
        prepare(grant, signal, async (Client, login, url) => {
          signal.throwIfAborted();
          const host = foreignUrl(url);
          if (will?.payload === '') willTopic = will.topic;
          const one = (client = new Client(settings));
          let up = false;
          let refused = false;
          one.onConnectionStatusChange = (connected) => {
            if (up && !connected) lost();
          };
          one.onAuthError = () => (refused = true);
          one.onMessage((...message) => void receive(inbound(...message)));
          try {
            await one.connect({
              host,
              ...login,
              // Another name each time: without a session there is nothing to take over, and the one
              // before is to hear what comes in until this one does.
              clientId: `${clientId}-${randomId().slice(0, 6)}`,
              ...(will?.payload && {
                willTopic: will.topic,
                willMessage: will.payload,
                willQos: 1,
                willRetain: will.retain,
              }),
            });
          } catch (cause) {
            throw refused ? new TokenError('token/refused', { cause }) : refusalOf(cause);
          }
          up = true;
          return { sessionPresent: false, maxInFlight };
        }),

      // A topic that it has it does not ask for again; we do, for its last value. Messages have none, and
      // in between one would be missed.
      subscribe: (filter) =>
        inTurn(filter, async (one) => {
          if (joined.has(filter)) {
            if (filter.endsWith('/messages')) return;
            await one.unsubscribe(filter);
            joined.delete(filter);
          }
          await one.subscribe(filter, { qos: 1 });
          joined.add(filter);
        }),
      unsubscribe: (filter) =>
        inTurn(filter, (one) => {
          joined.delete(filter);
          return one.unsubscribe(filter);
        }),
      publish(topic, payload, { qos = 1, retain = false, expiry: wanted }) {
        const fades = topic === willTopic && retain;
        const expiry = fades ? Math.min(wanted ?? unwilled, unwilled) : wanted;
        const say = (): Promise<unknown> =>
          asked((one) =>
            one.transmit(topic, payload, {
              qos,
              retain,
              ...(expiry !== undefined && { properties: { messageExpiryInterval: expiry } }),
            }),
          );
        if (fades) {
          clearInterval(again);
          // Where it fails, the line is dead, which is found elsewhere.
          if (payload !== '') again = setInterval(() => void say().catch(quiet), saidAgain);
        }
        return say();
      },
      probe: () => asked((one) => one.unsubscribe(nowhere)),

      end({ politely }) {
        if (!client) return;
        const one = client;
        client = undefined;
        clearInterval(again);
        one.onConnectionStatusChange = one.onAuthError = null;
        // Its goodbye waits for what is under way, for ever where the line is dead.
        if (politely) void one.disconnect().finally(() => one.destroy());
        else one.destroy();
      },
    };
  };
