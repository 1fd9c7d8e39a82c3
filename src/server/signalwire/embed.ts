import { needed, type VendorOptions } from '../ask-vendor.js';
import type { Mint } from '../types.js';
import { askSpace, tokenOf } from './project.js';

/** What {@link signalwireEmbed} needs; none of it is a secret. */
export interface SignalWireEmbedOptions extends VendorOptions {
  /** The space: `example`, `example.signalwire.com`, or its whole URL. */
  space: string;
  /** The click-to-call token of the dashboard: `c2c_…`. */
  token: string;
}

/** The service says "short-lived" and no more; a page asks again after so long, ms. */
const askAgain = 600_000;

/** A minter that exchanges a click-to-call token for one that can call what that one is for. */
export const signalwireEmbed =
  (options: SignalWireEmbedOptions): Mint =>
  async ({ signal }) => {
    const { now = Date.now } = options;
    const { space, token } = needed('signalwireEmbed', {
      space: options.space,
      token: options.token,
    });
    const request = { path: '/api/fabric/embeds/tokens', body: { token }, signal };
    const answer = await askSpace(space, request, options);
    return {
      provider: 'signalwire-v4',
      token: tokenOf(answer),
      refreshAt: now() + askAgain,
    };
  };
