import {
  cloudsignal,
  signalwire,
  signalwireChat,
  signalwireEmbed,
  signalwireGuest,
  signalwireInvite,
  signalwirePubSub,
  signalwireVideoRoom,
  type Mint,
  type TokenRequest,
  type TokenStore,
} from '../../src/server/index.js';
import { organization } from '../helpers/vendor-cloudsignal.js';
import { clickToCall, project, supportId } from '../helpers/vendor-signalwire.js';

/** A minter that asks a service, and a request that it can serve. */
export interface VendorMinter {
  mint: Mint;
  request: TokenRequest;
}

export interface VendorMinterOptions {
  /** Where the services are. */
  url: string;
  /** Milliseconds for an answer. Default 2000. */
  timeout?: number;
  /** For those that can renew. */
  store?: TokenStore;
}

/** Every minter of the package that asks a service over HTTP, by name. */
export const everyMinter = ({
  url,
  timeout = 2_000,
  store,
}: VendorMinterOptions): Record<string, VendorMinter> => {
  const space = { ...project, space: url, timeout };
  const renewable = store ? { store } : {};
  const chat: TokenRequest = { purpose: 'chat', room: 'lobby' };
  const call: TokenRequest = { purpose: 'call', destination: '/public/support' };
  return {
    signalwire: { mint: signalwire({ ...space, ...renewable }), request: call },
    signalwireGuest: {
      mint: signalwireGuest({ ...space, addresses: { '/public/support': supportId } }),
      request: call,
    },
    signalwireInvite: {
      mint: signalwireInvite({
        ...space,
        invitation: () => ({ inviter: 'host', addressId: supportId }),
      }),
      request: call,
    },
    signalwireEmbed: {
      mint: signalwireEmbed({ space: url, token: clickToCall, timeout }),
      request: call,
    },
    signalwireVideoRoom: {
      mint: signalwireVideoRoom(space),
      request: { purpose: 'call', destination: 'lobby' },
    },
    signalwireChat: { mint: signalwireChat(space), request: chat },
    signalwirePubSub: { mint: signalwirePubSub(space), request: chat },
    cloudsignal: {
      mint: cloudsignal({ ...organization, apiUrl: url, timeout, ...renewable }),
      request: chat,
    },
  };
};
