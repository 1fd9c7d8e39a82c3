import { RtError } from '../../protocol/errors.js';
import { addressOf } from '../destinations.js';
import { lifeFrom } from '../life.js';
import type { Mint, Permitted } from '../types.js';
import { askProject, tokenOf, type SignalWireProject } from './project.js';

/** What {@link signalwireGuest} needs. */
export interface SignalWireGuestOptions extends SignalWireProject {
  /**
   * The ids of addresses by their names, `{'/public/support': '6b1c…'}`, or what finds an id. What has none
   * here can't be called, not even by its own id. Without it, destinations have to be ids.
   */
  addresses?:
    | Readonly<Record<string, string>>
    | ((destination: string) => string | undefined | Promise<string | undefined>);
  /** Seconds a token lives. Default 7200. */
  ttl?: number;
}

/** As many as the service takes in one token. */
const mostAddresses = 10;
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * A minter of guest tokens: for visitors without an account, who can call a few addresses and not be
 * called. What is asked for comes first, then what `authorize` named besides, ten in all.
 */
export const signalwireGuest =
  (options: SignalWireGuestOptions): Mint =>
  async ({ wanted, signal }) => {
    const { ttl = 7_200, now = Date.now } = options;
    const { exp, dates } = lifeFrom(now(), ttl);
    const body = { allowed_addresses: await idsOf(wanted, options), expire_at: exp };
    const request = { minter: 'signalwireGuest', path: '/api/fabric/guests/tokens', body, signal };
    const answer = await askProject(options, request);
    return { provider: 'signalwire-v4', token: tokenOf(answer), ...dates };
  };

const idsOf = async (
  { purpose, destination, destinations, rooms }: Permitted,
  { addresses = idItself }: SignalWireGuestOptions,
): Promise<string[]> => {
  const find =
    typeof addresses === 'function'
      ? addresses
      : (name: string) => (Object.hasOwn(addresses, name) ? addresses[name] : undefined);
  const asked = destination === undefined ? [] : [plain(destination)];
  const names = new Set([
    ...asked,
    ...destinations.map(plain).filter((name) => !name.endsWith('*')),
    // With a call come rooms of any name: they are none of it.
    ...(purpose === 'chat' ? rooms.flatMap((room) => addressOf(room) ?? []) : []),
  ]);
  const ids = new Set<string>();
  for (const name of names) {
    const id = await find(name);
    if (id !== undefined) ids.add(id);
    else if (asked.includes(name)) throw unknown('does not know the id of what is to be called');
    if (ids.size === mostAddresses) break;
  }
  if (ids.size === 0) throw unknown('needs something that may be called');
  return [...ids];
};

const idItself = (name: string): string | undefined => (uuid.test(name) ? name : undefined);

/** What follows a `?` only says how to call. */
const plain = (destination: string): string => destination.split('?')[0] ?? '';

const unknown = (what: string): RtError =>
  new RtError('config/missing-attribute', {
    message: `signalwireGuest() ${what}.`,
    remediation: 'Name it in "addresses", and let authorize() name it without a "*".',
  });
