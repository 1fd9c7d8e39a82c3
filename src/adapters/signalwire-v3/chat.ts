import type { ReadHistory, TransportFactory } from '../../core/transport.js';
import { Line, type SdkClient, type SdkOptions } from './line.js';
import { Members, type SdkMember } from './members.js';
import { readShown, type KeptPage } from './pages.js';
import { placeOf, topicOf, type Place } from './places.js';
import { Chat } from './sdk.js';
import { valueOf, type SdkMessage } from './wire.js';

interface ChatClient extends SdkClient {
  getMessages(params: { channel: string; cursor?: { after: string } }): Promise<KeptPage>;
  getMembers(params: { channel: string }): Promise<{ members: readonly SdkMember[] }>;
  setMemberState(params: {
    memberId: string;
    channels: string;
    state: Record<string, unknown>;
  }): Promise<unknown>;
}

/** A pipe to SignalWire's Chat, which keeps what was said, and knows who is there. */
class ChatLine extends Line<ChatClient> {
  protected readonly events = [
    'chat.message',
    'chat.member.joined',
    'chat.member.updated',
    'chat.member.left',
  ];
  readonly #members = new Map<string, Members>();

  readonly history: ReadHistory = (topic, before, signal) => {
    const { channel } = placeOf(topic);
    const ask = (after: string | undefined, patience: number): Promise<KeptPage> => {
      const cursor = after === undefined ? {} : { cursor: { after } };
      return this.answered(this.line.client.getMessages({ channel, ...cursor }), patience);
    };
    return readShown({ ask, decode: (message) => this.wire.decode(message) }, before, signal);
  };

  protected makeClient(options: SdkOptions): ChatClient {
    const client = new Chat.Client(options);
    const changed = (member: SdkMember): void => this.#of(member)?.changed(member);
    client.on('member.joined', changed);
    client.on('member.updated', changed);
    client.on('member.left', (member) => this.#of(member)?.left(member.id));
    return client;
  }

  protected channelOf({ channel, part }: Place): string | undefined {
    // What was missed is read from what the service keeps; nobody need be asked.
    return part === 'sync' ? undefined : channel;
  }

  protected hand(filter: string, message: SdkMessage): void {
    const { part } = placeOf(filter);
    if (part === 'messages') this.deliver(filter, this.wire.read(message));
    else if (part === 'value') this.deliver(filter, valueOf(message));
  }

  protected async follow({ channel, part }: Place): Promise<void> {
    if (part === 'value') {
      const { messages } = await this.line.client.getMessages({ channel });
      const [newest] = messages;
      if (newest && this.reads(channel)) this.deliver(channel, valueOf(newest), true);
    } else if (part !== 'messages') await this.#membersOf(channel).follow(part);
  }

  protected async tell({ channel, part, tail }: Place, payload: string): Promise<void> {
    // Who is not in the channel has no state there.
    if (this.reads(channel)) await this.#membersOf(channel).say(part, tail, payload);
  }

  protected left(channel: string): void {
    this.#members.get(channel)?.dispose();
    this.#members.delete(channel);
  }

  #of({ channel = '' }: SdkMember): Members | undefined {
    return this.reads(channel) ? this.#membersOf(channel) : undefined;
  }

  #membersOf(channel: string): Members {
    const known = this.#members.get(channel);
    if (known) return known;
    const { client, inside } = this.line;
    const me = inside.member;
    const members = new Members({
      channel,
      me,
      load: async () => (await client.getMembers({ channel })).members,
      setState: async (state) =>
        me === undefined
          ? undefined
          : client.setMemberState({ memberId: me, channels: channel, state }),
      deliver: (part, tail, payload) =>
        this.deliver(topicOf(channel, part, tail), payload, part !== 'typing'),
    });
    this.#members.set(channel, members);
    return members;
  }
}

export const createTransport: TransportFactory = (receive) => new ChatLine(receive);
