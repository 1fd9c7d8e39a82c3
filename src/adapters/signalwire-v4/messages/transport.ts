import type { SignalWire } from '@signalwire/js';
import { abortable } from '../../../core/abortable.js';
import { systemClock } from '../../../core/clock.js';
import type {
  Inbound,
  MessageTransport,
  Opened,
  OpenOptions,
  ReadHistory,
  TransportFactory,
} from '../../../core/transport.js';
import type { WireMessage } from '../../../protocol/chat-message.js';
import { ConnectionError, RtError, TokenError, toRtError } from '../../../protocol/errors.js';
import type { Grant } from '../../../protocol/grant.js';
import type { HistoryPage } from '../../../protocol/history.js';
import { atMost } from '../at-most.js';
import { follow, Undos } from '../follow.js';
import { isLocal } from '../local-mode.js';
import { endClient, makeClient, signedIn } from '../sdk-client.js';
import { request } from '../verto.js';
import type { Peers } from '../web-rtc.js';
import {
  conversationsOf,
  forgetConversations,
  type Conversation,
  type Conversations,
} from './conversations.js';
import type { Sent } from './own-messages.js';
import { messageIn, placeOf, saidIn, type Said } from './readers.js';
import { Rest } from './rest.js';

/** Who only reads can't tell the silence of others from that of a dead line, ms. */
const pingEvery = 20_000;
/** What a reader of the history waits for, ms. */
const patience = 10_000;
/** How far back a text is looked for that may have been taken. */
const mostPages = 10;
/** What ending a client may take, ms. */
const ending = 2_000;

type Receive = (message: Inbound) => void | Promise<void>;

/** What is there while a line is open. */
interface Open {
  readonly client: SignalWire;
  readonly rest: Rest;
  readonly conversations: Conversations;
  /** Our own addresses; we write from the first. */
  readonly addresses: readonly string[];
  readonly me: Grant['user'];
}

/**
 * The messages of SignalWire's conversations. A topic is a conversation with an address; only texts go
 * over the wire. Presence, typing and receipts are not served, and nobody is told.
 */
class ConversationLine implements MessageTransport {
  readonly closed: Promise<RtError | undefined>;
  readonly #receive: Receive;
  readonly #undos = new Undos();
  readonly #peers: Peers = { open: new Set(), answering: undefined };
  #clientId = '';
  #open: Open | undefined;
  #client: SignalWire | undefined;
  #leave: (() => void) | undefined;
  #over = false;
  #ended: Promise<void> = Promise.resolve();
  #close: (reason: RtError | undefined) => void = () => undefined;
  /** What has come is handed on in its order, whatever has to be asked for. */
  #handedOn: Promise<void> = Promise.resolve();

  constructor(receive: Receive) {
    this.#receive = receive;
    this.closed = new Promise((resolve) => (this.#close = resolve));
  }

  async open(grant: Grant, { clientId }: OpenOptions, signal: AbortSignal): Promise<Opened> {
    this.#clientId = clientId;
    try {
      signal.throwIfAborted();
      await this.#signIn(grant, signal);
    } catch (error) {
      this.#end(signal.aborted ? undefined : toRtError(error, 'connection/unreachable'));
      throw error;
    }
    // One at a time: over HTTP, a later one may overtake an earlier one.
    return { sessionPresent: false, maxInFlight: 1 };
  }

  async subscribe(topic: string): Promise<void> {
    if (placeOf(topic) === 'unserved') return;
    await this.#join(topic);
  }

  async unsubscribe(): Promise<void> {
    // The service sends all that is said to us; who has gone is not told of it.
  }

  async publish(topic: string, payload: string): Promise<void> {
    if (placeOf(topic) === 'unserved') return;
    const { rest, conversations, addresses } = this.#opened();
    const { group } = conversations.at(topic) ?? (await this.#join(topic));
    const sent = conversations.own.begin(JSON.parse(payload) as WireMessage, group);
    // An answer may have been lost before: the service has it, then.
    if (sent.tried && sent.id === undefined) await this.#look(sent, topic);
    if (sent.id !== undefined) return;
    sent.tried = true;
    try {
      const id = await rest.say(group, addresses[0] ?? '', sent.wire.text);
      if (id) conversations.own.named(sent, id);
    } catch (error) {
      const failure = this.#failed(error);
      if (!failure.retryable) conversations.own.drop(sent);
      throw failure;
    }
  }

  readonly history: ReadHistory = async (topic, before, signal) => {
    const late = AbortSignal.timeout(patience);
    try {
      const { group } = this.#opened().conversations.at(topic) ?? (await this.#join(topic));
      return await abortable(this.#page(group, before), AbortSignal.any([signal, late]));
    } catch (cause) {
      signal.throwIfAborted();
      const message = 'What was said before could not be read.';
      throw new RtError('chat/history-failed', { message, retryable: true, cause });
    }
  };

  async ping(): Promise<void> {
    const { session } = this.#opened().client;
    try {
      await request(session, 'signalwire.ping', { timestamp: Date.now() / 1_000 });
    } catch (error) {
      // Whatever the service says to it: it is there.
      if (/^(JSONRPC|Refused)Error$/.test((error as Error).name)) return;
      this.#end(lost(error));
      throw lost(error);
    }
  }

  async close({ forget = false }: { forget?: boolean } = {}): Promise<void> {
    this.#end(undefined);
    if (forget) forgetConversations(this.#clientId);
    await atMost(systemClock, ending, this.#ended);
  }

  async #signIn(grant: Grant, signal: AbortSignal): Promise<void> {
    const { token, url, user: me } = grant;
    if (token === undefined) {
      throw new TokenError('token/malformed', {
        message: 'The grant has no "token" for conversations.',
      });
    }
    if (isLocal(url)) {
      const { reroute } = await import('../local-fetch.js');
      signal.throwIfAborted();
      this.#leave = reroute(url).leave;
    }
    const client = (this.#client = makeClient({
      credential: { token },
      reachable: false,
      peers: this.#peers,
      url: isLocal(url) ? url : undefined,
      watch: { inviting: () => false, refused: () => undefined, signingIn: () => undefined },
    }));
    await signedIn(client, 'ready', signal);
    const rest = new Rest(client);
    const addresses = client.user?.addresses.map(({ id }) => id) ?? [];
    const conversations = conversationsOf(this.#clientId);
    this.#open = { client, rest, conversations, addresses, me };
    this.#undos.add(
      follow(client.session.signalingEvent$, (event) => this.#take(event)),
      // The SDK would come back by itself, but with the token it has.
      follow(client.ready$, (ready) => {
        if (!ready) this.#end(lost());
      }),
      this.#watch(),
    );
  }

  /** Asks from time to time whether the service is there. Returns its own undo. */
  #watch(): () => void {
    let cancel = (): void => undefined;
    const arm = (): void => {
      cancel = systemClock.after(pingEvery, () => {
        // Its failure is the end of the line.
        this.ping().then(arm, () => undefined);
      });
    };
    arm();
    return () => cancel();
  }

  /** Opens the conversation of a topic. @throws RtError `connection/not-authorized`, `connection/lost` */
  async #join(topic: string): Promise<Conversation> {
    const place = placeOf(topic);
    const { rest, conversations, addresses } = this.#opened();
    try {
      const address = typeof place === 'object' ? await rest.find(place.messages) : undefined;
      if (!address) throw new ConnectionError('connection/not-authorized');
      const group = await rest.join(addresses[0] ?? '', String(address['id']));
      const known = conversations.at(topic);
      if (known?.group !== group) {
        // What is said from now on comes after what was said before.
        const { data } = await rest.page(group, undefined, 1);
        const [newest] = saidOf(data);
        if (newest) conversations.own.seen(newest);
        conversations.add({ topic, group });
      }
      return { topic, group };
    } catch (error) {
      throw this.#unread(error, topic);
    }
  }

  /** Looks whether the service has a text: back to what was the newest before it was first tried. */
  async #look(sent: Sent, topic: string): Promise<void> {
    const { after, group } = sent;
    try {
      for (let at: string | undefined, pages = 0; pages < mostPages; pages += 1) {
        const { messages, next } = await this.#page(group, at);
        const [oldest] = messages;
        const reached = after && oldest && oldest.timestamp < after.at;
        if (sent.id !== undefined || reached || next === null) return;
        at = next;
      }
    } catch (error) {
      const failure = this.#unread(error, topic);
      // It may be there: the next line looks again.
      throw failure.code === 'connection/not-authorized' ? failure : lost(failure);
    }
  }

  /** A room that could not be read is joined again with the next line, unless it is not ours to read. */
  #unread(error: unknown, topic: string): RtError {
    const failure = this.#failed(error);
    if (failure.code === 'connection/not-authorized') this.#open?.conversations.remove(topic);
    else this.#end(failure);
    return failure;
  }

  /** One page of a conversation, or as many as it takes to have a message. */
  async #page(group: string, before: string | undefined): Promise<HistoryPage> {
    const open = this.#opened();
    for (let at = before; ;) {
      const { data, next } = await open.rest.page(group, at);
      const messages: WireMessage[] = [];
      for (const said of saidOf(data).reverse()) {
        messages.push(await open.conversations.wire(said, open));
      }
      if (messages.length > 0 || next === undefined) return { messages, next: next ?? null };
      at = next;
    }
  }

  #take(event: unknown): void {
    const fields = messageIn(event);
    const said = fields && saidIn(fields, Date.now());
    const open = this.#open;
    if (!said || !open) return;
    const conversation = open.conversations.of(said);
    if (!conversation) return; // of a call, or of another page of ours
    const wire = open.conversations.wire(said, open);
    this.#handedOn = this.#handedOn.then(async () => {
      const payload = new TextEncoder().encode(JSON.stringify(await wire));
      await this.#receive({ topic: conversation.topic, payload, retain: false });
    });
  }

  #failed(error: unknown): RtError {
    const failure = toRtError(error, 'connection/lost');
    if (failure.code === 'token/refused') {
      this.#end(failure);
      return lost(failure);
    }
    return failure;
  }

  #opened(): Open {
    if (!this.#open || this.#over) throw lost();
    return this.#open;
  }

  #end(reason: RtError | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.#undos.run();
    this.#close(reason);
    const ended = this.#client ? endClient(this.#client, this.#peers) : Promise.resolve();
    this.#ended = ended.finally(() => this.#leave?.());
  }
}

const saidOf = (data: readonly Parameters<typeof saidIn>[0][]): Said[] =>
  data.flatMap((fields) => saidIn(fields, Date.now()) ?? []);

const lost = (cause?: unknown): ConnectionError =>
  new ConnectionError('connection/lost', { retryable: true, cause });

/** A pipe to the conversations of one user. */
export const createTransport: TransportFactory = (receive) => new ConversationLine(receive);
