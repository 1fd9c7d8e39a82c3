import { abortable } from '../../core/abortable.js';
import type { MessageTransport, TransportFactory } from '../../core/transport.js';
import { ConnectionError, RtError } from '../../protocol/errors.js';
import type { Grant } from '../../protocol/grant.js';
import { pageDefaults } from '../../page.js';
import { foreignTransport, type MakeClient } from '../foreign-transport.js';
import { loadTransport } from '../registry.js';
import { forgetLogin, login, type Login } from './exchange.js';
import { vendorClient } from './vendor-client.js';
import { vendorScript } from './vendor-script.js';
import type { CloudSignalClass } from './vendor-types.js';

const vendorBroker = 'wss://connect.cloudsignal.app:18885/';

/** What the broker takes, and where it is. What it does not take is got anew the next time. */
const withLogin = async <T>(
  grant: Grant,
  signal: AbortSignal,
  open: (known: Login, url: string) => Promise<T>,
): Promise<T> => {
  const known = await login(grant, pageDefaults.value, signal);
  try {
    return await open(known, grant.url ?? vendorBroker);
  } catch (error) {
    if (error instanceof RtError && error.code === 'token/refused') forgetLogin(grant);
    throw error;
  }
};

/** Our own client, which loses less than theirs. */
const ownClient: MakeClient = (receive, lost) => {
  let pipe: MessageTransport | undefined;
  const live = (): MessageTransport => {
    if (pipe) return pipe;
    throw new ConnectionError('connection/lost', { retryable: true });
  };
  return {
    watches: true,
    connect: (grant, options, signal) =>
      withLogin(grant, signal, async (mqtt, url) => {
        const create = await loadTransport('mqtt');
        signal.throwIfAborted();
        pipe = create(receive);
        void pipe.closed.then(lost);
        return pipe.open({ ...grant, url, mqtt }, options, signal);
      }),
    subscribe: async (filter) => live().subscribe(filter),
    unsubscribe: async (filter) => live().unsubscribe(filter),
    publish: async (...message) => live().publish(...message),
    probe: async () => live().ping(),
    end: ({ forget }) => void pipe?.close({ forget }),
  };
};

/** Theirs, where the page has handed it over, or says where it is. */
const pageClient = (load: (signal: AbortSignal) => Promise<CloudSignalClass>): MakeClient =>
  vendorClient((grant, signal, open) =>
    withLogin(grant, signal, async (known, url) => {
      const Client = await load(signal);
      return open(Client, known, url);
    }),
  );

/**
 * A pipe to CloudSignal: exchanges the grant's token for what the broker takes, unless the grant has that
 * already.
 */
export const createTransport: TransportFactory = (receive) => {
  const { cloudsignal, cloudsignalSrc } = pageDefaults.value;
  const make = cloudsignal
    ? pageClient(() => Promise.resolve(cloudsignal))
    : cloudsignalSrc
      ? pageClient((signal) => abortable(vendorScript(cloudsignalSrc), signal))
      : ownClient;
  return foreignTransport(make)(receive);
};
