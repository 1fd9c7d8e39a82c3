import type {
  Inbound,
  MessageTransport,
  Opened,
  OpenOptions,
  PublishOptions,
} from '../../core/transport.js';
import { TokenError, type RtError } from '../../protocol/errors.js';
import type { Grant } from '../../protocol/grant.js';
import { Pulse } from '../pulse.js';
import { dial, type Allowed, type Dialled } from './dial.js';
import { Echoes } from './echoes.js';
import { denied, failureOf, lost } from './failures.js';
import { placeOf, type Place } from './places.js';
import { quiet } from './quiet.js';
import type { Inside } from './sdk-session.js';
import { ownIdOf, Wire, type Content, type SdkMessage } from './wire.js';

/** What the SDK's clients for Chat and for PubSub have in common. */
export interface SdkClient {
  getAllowedChannels(): Promise<Allowed>;
  on(event: 'message', listener: (message: SdkMessage) => void): unknown;
  publish(message: { channel: string } & Content): Promise<unknown>;
}

export type SdkOptions = typeof quiet & { token: string; host?: string };

/** A line that is up. */
interface Live<Client> extends Dialled {
  readonly client: Client;
  readonly pulse: Pulse;
}

/** A channel that is read. */
interface Read {
  /** As what it is read. */
  readonly filters: Set<string>;
  /** Settles when the service sends it. */
  readonly ready: Promise<void>;
  /** The service sends it. */
  joined: boolean;
}

/** Until a line that takes over reads what this one reads, ms. */
const handover = 2_000;
/** From a request to its answer, ms: in time for who waits no longer than 10 s. */
const answersTake = 9_500;

/**
 * A pipe to the channels of SignalWire's v3 services, for one connection. The SDK would come back after a cut by
 * itself, with nothing subscribed: here a cut is the end.
 */
export abstract class Line<Client extends SdkClient> implements MessageTransport {
  readonly closed: Promise<RtError | undefined>;
  protected readonly wire = new Wire();
  readonly #receive: (message: Inbound) => void | Promise<void>;
  readonly #channels = new Map<string, Read>();
  readonly #echoes = new Echoes();
  readonly #over = new AbortController();
  readonly #nonce = crypto.getRandomValues(new Uint32Array(2)).join('-');
  #settle: (error: RtError | undefined) => void = () => undefined;
  #line: Live<Client> | undefined;
  #said = 0;

  constructor(receive: (message: Inbound) => void | Promise<void>) {
    this.#receive = receive;
    this.closed = new Promise((resolve) => (this.#settle = resolve));
  }

  /** What the service is to tell of a channel. */
  protected abstract readonly events: readonly string[];
  /** A client of the SDK's that has not begun to connect, with all its listeners. */
  protected abstract makeClient(options: SdkOptions): Client;
  /**
   * The channel of a place; undefined where nothing is said or heard, which does no harm.
   * @throws ConnectionError `connection/not-authorized`
   */
  protected abstract channelOf(place: Place): string | undefined;
  /** A message has come on a channel that is read as this. */
  protected abstract hand(filter: string, message: SdkMessage): void;
  /** Hands on what there is already of a place that has just been subscribed to. */
  protected abstract follow(place: Place): Promise<void>;
  /** Says something that is no message. */
  protected abstract tell(place: Place, payload: string): Promise<void>;
  /** A channel is no longer read. */
  protected abstract left(channel: string): void;

  async open(grant: Grant, _options: OpenOptions, signal: AbortSignal): Promise<Opened> {
    const { token, url } = grant;
    try {
      signal.throwIfAborted();
      if (token === undefined) {
        throw new TokenError('token/malformed', { message: 'The grant has no "token".' });
      }
      // A token can name its host, which then counts.
      const client = this.makeClient({ ...quiet, token, ...(url !== undefined && { host: url }) });
      client.on('message', (message) => this.#take(message));
      const given = AbortSignal.any([signal, this.#over.signal]);
      const dialled = await dial(client, given, () => this.#end(lost()));
      const ping = (): Promise<void> => this.within(dialled.inside.ping());
      const pulse = new Pulse(ping, () => this.#end(lost()));
      this.#line = { ...dialled, client, pulse };
    } catch (error) {
      this.#end(signal.aborted ? undefined : (error as RtError));
      throw error;
    }
    // Through one socket the service takes them one after the other.
    return { sessionPresent: false, maxInFlight: 10 };
  }

  async subscribe(filter: string): Promise<void> {
    const place = placeOf(filter);
    const channel = this.channelOf(place);
    if (channel === undefined) return;
    let read = this.#channels.get(channel);
    if (!read) {
      // Asked once: what a token does not allow, it does not allow later.
      read = { filters: new Set(), ready: this.#join(channel), joined: false };
      this.#channels.set(channel, read);
    }
    read.filters.add(filter);
    try {
      await read.ready;
      read.joined = true;
    } catch (error) {
      // For whatever else, a line that is up without it would never read it: the next one asks anew.
      const { code } = error as RtError;
      if (code !== 'connection/not-authorized') this.#end(error as RtError);
      throw error;
    }
    await this.answered(this.follow(place));
  }

  async unsubscribe(filter: string): Promise<void> {
    const channel = this.channelOf(placeOf(filter));
    const known = channel === undefined ? undefined : this.#channels.get(channel);
    if (channel === undefined || !known?.filters.delete(filter) || known.filters.size > 0) return;
    this.#channels.delete(channel);
    this.left(channel);
    await this.answered(this.#leave(this.line.inside, [channel]));
  }

  async publish(topic: string, payload: string, { qos }: PublishOptions = {}): Promise<void> {
    const { pulse } = this.line;
    const place = placeOf(topic);
    const channel = this.channelOf(place);
    if (channel === undefined) return;
    pulse.busy();
    if (place.part === 'messages') return this.#say(channel, this.wire.encode(payload));
    if (place.part !== 'value' && place.part !== 'sync') {
      return this.answered(this.tell(place, payload));
    }
    const id = `${this.#nonce}-${(this.#said += 1)}`;
    const said = this.#say(channel, { content: payload, meta: { id } });
    if (qos !== 0) return said;
    said.catch(() => undefined); // nobody wants to know
  }

  async ping(): Promise<void> {
    await this.within(this.line.pulse.ping());
  }

  async close({ forget }: { forget?: boolean } = {}): Promise<void> {
    if (this.#line) {
      // What is still on its way counts: whoever comes next would say it again.
      const last: Promise<unknown>[] = [this.#echoes.drained()];
      // Another line takes over: both are read until that one surely is, or a message falls in between.
      if (forget === undefined) last.push(new Promise((done) => setTimeout(done, handover)));
      await Promise.race([Promise.all(last), this.closed]);
    }
    // The others see at once that we are gone, and not when the service is tired of waiting.
    const channels = [...this.#channels.keys()];
    if (this.#line && channels.length > 0) {
      this.#leave(this.#line.inside, channels).catch(() => undefined);
    }
    this.#end(undefined);
    await this.closed;
  }

  /** @throws ConnectionError `connection/lost` */
  protected get line(): Live<Client> {
    if (!this.#line) throw lost();
    return this.#line;
  }

  protected reads(channel: string): boolean {
    return this.#channels.has(channel);
  }

  protected deliver(topic: string, payload: string, retain = false): void {
    void this.#receive({ topic, payload: new TextEncoder().encode(payload), retain });
  }

  /**
   * Waits no longer than the pipe lives, and no longer than 9.5 s, after which it lives no more: on a dead line,
   * promises of the SDK's stay open, or lie.
   */
  protected async within<Value>(act: Promise<Value>, patience = answersTake): Promise<Value> {
    const { signal } = this.#over;
    let fail = (): void => undefined;
    const over = new Promise<never>((_, reject) => (fail = () => reject(lost())));
    const late = setTimeout(() => this.#end(lost()), patience);
    if (signal.aborted) fail();
    signal.addEventListener('abort', fail);
    try {
      return await Promise.race([act, over]);
    } finally {
      clearTimeout(late);
      signal.removeEventListener('abort', fail);
    }
  }

  /** The same, with the answer of the service as an error of ours. */
  protected async answered<Value>(act: Promise<Value>, patience?: number): Promise<Value> {
    try {
      return await this.within(act, patience);
    } catch (error) {
      throw failureOf(error);
    }
  }

  async #join(channel: string): Promise<void> {
    const { inside } = this.line;
    if (!this.#allows(channel, 'read')) throw denied();
    // The client's own method does not ask again what it has asked last, be it refused or undone since.
    const request = { channels: [{ name: channel }], events: this.events };
    await this.answered(inside.ask('chat.subscribe', request));
  }

  /** Sent at once, unlike by the client's own method: the next moment may be the last. */
  #leave(inside: Inside, channels: string[]): Promise<unknown> {
    const names = channels.map((name) => ({ name }));
    return inside.ask('chat.unsubscribe', { channels: names, events: this.events });
  }

  #allows(channel: string, right: 'read' | 'write'): boolean {
    const { allowed } = this.line;
    // It need not say; then it is asked.
    if (Object.keys(allowed).length === 0) return true;
    return Object.hasOwn(allowed, channel) && allowed[channel]?.[right] === true;
  }

  /** Settles when it has come back, where it can: the SDK says after 10 s that it was sent, on a dead line too. */
  async #say(channel: string, content: Content): Promise<void> {
    if (!this.#allows(channel, 'write')) throw denied();
    const key = keyOf(channel, content.meta['id']);
    // Who may write and not read never hears it.
    const echo = this.#channels.get(channel)?.joined ? this.#echoes.wait(key) : undefined;
    const sent = this.line.client.publish({ channel, ...content });
    sent.catch((error: unknown) => this.#echoes.fail(key, failureOf(error)));
    await this.answered(echo ?? sent);
  }

  #take(message: SdkMessage): void {
    const { channel = '', member } = message;
    this.#line?.pulse.busy();
    const me = this.#line?.inside.member;
    for (const filter of this.#channels.get(channel)?.filters ?? []) this.hand(filter, message);
    // Others know our ids, too.
    const foreign = me !== undefined && member !== undefined && member.id !== me;
    if (!foreign) this.#echoes.heard(keyOf(channel, ownIdOf(message)));
  }

  #end(error: RtError | undefined): void {
    if (this.#over.signal.aborted) return;
    const line = this.#line;
    this.#line = undefined;
    line?.pulse.end();
    line?.inside.end();
    this.#over.abort(lost());
    this.#echoes.failAll(lost());
    for (const channel of this.#channels.keys()) this.left(channel);
    this.#channels.clear();
    this.#settle(error);
  }
}

const keyOf = (channel: string, id: string | undefined): string => `${channel}\n${id}`;
