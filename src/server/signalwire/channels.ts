import { RtError } from '../../protocol/errors.js';
import { checkTtl, lifeFrom } from '../life.js';
import type { Mint, Permitted } from '../types.js';
import { askProject, tokenOf, type SignalWireProject } from './project.js';

/** What {@link signalwireChat} and {@link signalwirePubSub} need. */
export interface SignalWireChannelOptions extends SignalWireProject {
  /** Seconds a token lives, in whole minutes, at most 30 days. Default 3600. */
  ttl?: number;
}

/** A minter of chat tokens (v3): a room is a channel to read and write, a topic one to read. */
export const signalwireChat = (options: SignalWireChannelOptions): Mint =>
  channels('signalwireChat', '/api/chat/tokens', 'signalwire-chat', options);

/**
 * A minter of PubSub tokens (v3): a room is a channel to read and write, a topic one to read. PubSub keeps nothing:
 * beside each room is a channel `{room}/sync`, on which pages ask each other for what they have missed.
 */
export const signalwirePubSub = (options: SignalWireChannelOptions): Mint =>
  channels('signalwirePubSub', '/api/pubsub/tokens', 'signalwire-pubsub', options);

/** What the service takes, minutes: 30 days. */
const longest = 43_200;

const channels =
  (minter: string, path: string, provider: string, options: SignalWireChannelOptions): Mint =>
  async ({ user, wanted, signal }) => {
    const { ttl = 3_600, now = Date.now } = options;
    checkTtl(ttl);
    const minutes = Math.min(Math.max(Math.ceil(ttl / 60), 1), longest);
    const { dates } = lifeFrom(now(), minutes * 60);
    const body = {
      ttl: minutes,
      channels: channelsOf(minter, wanted, provider === 'signalwire-pubsub'),
      member_id: user.id,
      ...(user.name && { state: { name: user.name } }),
    };
    const answer = await askProject(options, { minter, path, body, signal });
    return { provider, token: tokenOf(answer), ...dates };
  };

type Rights = Record<'read' | 'write', boolean>;

const channelsOf = (
  minter: string,
  { rooms, topics }: Permitted,
  sync: boolean,
): Record<string, Rights> => {
  const channels = new Map<string, Rights>();
  for (const name of topics) channels.set(name, { read: true, write: false });
  // After the topics: of a name that is both, the room counts.
  for (const room of rooms) {
    channels.set(room, { read: true, write: true });
    const beside = `${room}/sync`;
    // A topic of that name stays one to read.
    if (sync && !topics.includes(beside)) channels.set(beside, { read: true, write: true });
  }
  if (channels.size > 0) return Object.fromEntries(channels);
  throw new RtError('config/missing-attribute', {
    message: `${minter}() needs a room or a topic.`,
  });
};
