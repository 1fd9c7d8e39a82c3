import { lifeFrom } from '../life.js';
import type { Mint, MintContext } from '../types.js';
import { askProject, tokenOf, type SignalWireProject } from './project.js';

/** Who invites, and to where. */
export interface Invitation {
  /** The reference of the subscriber who invites. */
  inviter: string;
  /** The id of the address that may be called: one of that subscriber. */
  addressId: string;
}

/** What {@link signalwireInvite} needs. */
export interface SignalWireInviteOptions extends SignalWireProject {
  /** Says to what the visitor is invited: from the site's own records, not from what the page wants. */
  invitation: (context: MintContext) => Invitation | Promise<Invitation>;
  /** Seconds a token lives. Default 7200. */
  ttl?: number;
}

const minter = 'signalwireInvite';

/** A minter of invite tokens: the visitor can call one address of a subscriber. */
export const signalwireInvite =
  (options: SignalWireInviteOptions): Mint =>
  async (context) => {
    const { ttl = 7_200, now = Date.now } = options;
    const { signal } = context;
    const { inviter, addressId } = await options.invitation(context);
    const { exp, dates } = lifeFrom(now(), ttl);
    // Only a subscriber can invite, so this token is made first; it stays here.
    const subscriber = { reference: inviter, expire_at: exp };
    const bearer = tokenOf(
      await askProject(options, {
        minter,
        path: '/api/fabric/subscribers/tokens',
        body: subscriber,
        signal,
      }),
    );
    const answer = await askProject(options, {
      minter,
      path: '/api/fabric/subscriber/invites',
      body: { address_id: addressId, expires_at: exp },
      bearer,
      signal,
    });
    return { provider: 'signalwire-v4', token: tokenOf(answer), ...dates };
  };
