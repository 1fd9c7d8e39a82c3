import type { TransportFactory } from '../../core/transport.js';
import type { HistoryPage } from '../../protocol/history.js';
import { Line, type SdkClient, type SdkOptions } from './line.js';
import { Members, type SdkMember } from './members.js';
import { placeOf, topicOf, type Place } from './places.js';
import { Chat } from './sdk.js';
import { valueOf, type SdkMessage } from './wire.js';

interface ChatClient extends SdkClient {
  getMessages(params: {
    channel: string;
    cursor?: { after: string };
  }): Promise<{ messages: readonly SdkMessage[]; cursor?: { after?: string | null } }>;
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

  readonly history = async (
    topic: string,
    before: string | undefined,
    signal: AbortSignal,
  ): Promise<HistoryPage> => {
    const { channel } = placeOf(topic);
    const cursor = before === undefined ? {} : { cursor: { after: before } };
    const asked = this.line.client.getMessages({ channel, ...cursor });
    const page = await this.answered(asked);
    signal.throwIfAborted();
    // The newest come first, and `after` leads on: to the older ones.
    const messages = page.messages.toReversed().flatMap((one) => this.wire.decode(one) ?? []);
    return { messages, next: page.cursor?.after ?? null };
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
