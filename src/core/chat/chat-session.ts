import {
  maxTextLength,
  parseMessage,
  type Message,
  type WireMessage,
} from '../../protocol/chat-message.js';
import { ChatError } from '../../protocol/chat-error.js';
import type { RtError } from '../../protocol/errors.js';
import type { Numbered } from '../../protocol/sync-message.js';
import type { ChatTopics } from '../../protocol/topics.js';
import { systemClock, type Clock } from '../clock.js';
import type { Connection } from '../connection.js';
import { randomId } from '../random-id.js';
import { Store, type ReadonlyStore } from '../store.js';
import type { Inbound } from '../transport.js';
import { ChatLog } from './chat-log.js';
import type { ChatSnapshot, Me } from './chat-state.js';
import { Outbox } from './outbox.js';
import { Presence } from './presence.js';
import { Repair } from './repair.js';
import { Sequencer } from './sequencer.js';

export interface ChatSessionOptions {
  connection: Connection;
  topics: ChatTopics;
  /** Who we are where the grant does not say; either may be empty. */
  me: Me;
  /** Reads only: no presence, no sending. */
  readOnly: boolean;
  /** A message came, or one of ours was taken by the service. */
  received?(message: Message): void;
  /** Somebody else is here, or says so again. */
  met?(): void;
  /** Something went wrong that neither the state nor a caller's promise tells of. */
  failed?(error: RtError): void;
  clock?: Clock;
}

interface Outgoing {
  id: string;
  n: number;
  text: string;
  timestamp: number;
}

/** A caller of `send()` waits no longer than this, ms. */
const sendDeadline = 30_000;

/**
 * One room: what was said, and what we say. Each message comes out once, each sender's in order,
 * whatever happens to the connection; a text that was accepted by `send()` is kept until the service
 * has it.
 */
export class ChatSession {
  readonly #options: ChatSessionOptions;
  readonly #clock: Clock;
  /** Names this session in the ids of its messages. */
  readonly #sid = randomId();
  readonly #log = new ChatLog();
  readonly #state: Store<ChatSnapshot>;
  readonly #sequencer: Sequencer;
  readonly #repair: Repair;
  readonly #outbox: Outbox<Outgoing>;
  readonly #presence: Presence | undefined;
  readonly #undo: (() => void)[] = [];
  readonly #waiting = new Map<string, (error: RtError | undefined) => void>();
  #n = 0;
  #joined = false;
  #unreadable = 0;
  /** Since when we may miss what others hear; undefined while we hear it, or just start to. */
  #leftAt: number | undefined;
  #refusal: RtError | undefined;

  constructor(options: ChatSessionOptions) {
    this.#options = options;
    const clock = (this.#clock = options.clock ?? systemClock);
    const { connection, topics } = options;
    this.#sequencer = new Sequencer({
      clock,
      deliver: (message) => this.#show(message),
      ask: (sid, from, upto) => this.#repair.ask(sid, from, upto),
    });
    this.#repair = new Repair({
      clock,
      sid: this.#sid,
      sequencer: this.#sequencer,
      publish: (message) => {
        // A repair that fails is asked for again; a token may not allow the topic at all.
        connection.publish(topics.sync, JSON.stringify(message)).catch(() => undefined);
      },
    });
    this.#outbox = new Outbox({
      clock,
      publish: (entry) => this.#publish(entry),
      limit: () => connection.maxInFlight,
      settled: (entry, error) => this.#settled(entry, error),
    });
    this.#presence = options.readOnly
      ? undefined
      : new Presence({ connection, clock, topic: `${topics.presence}/${this.#sid}` });
    this.#state = new Store(this.#snapshot());
    this.#undo.push(
      connection.state.subscribe(() => this.#connectionChanged()),
      connection.subscribe(topics.sync, {
        receive: ({ payload }) => this.#repair.receive(payload),
      }),
      // Who it is, is read elsewhere; most tokens of plain quickstarts don't allow it at all.
      connection.subscribe(`${topics.presence}/+`, {
        receive: ({ topic, payload }) => {
          if (payload.length > 0 && !topic.endsWith(this.#sid)) options.met?.();
        },
      }),
      connection.subscribe(topics.messages, {
        receive: (message) => this.#receive(message),
        joined: (resumed) => this.#join(resumed),
        refused: (error) => this.#refuse(error),
      }),
    );
  }

  get state(): ReadonlyStore<ChatSnapshot> {
    return this.#state;
  }

  /** What names this session in the topics of the room. */
  get sid(): string {
    return this.#sid;
  }

  /** Who we are here, in what others get from us. */
  get me(): Me {
    return this.#me;
  }

  /** What it was opened with. */
  get options(): ChatSessionOptions {
    return this.#options;
  }

  /**
   * Sends a text. Settles within 30 s: with `delivery: 'sent'` once the service has it, or `'sending'`
   * where it still waits for the connection and goes out when that is back.
   * @throws ChatError `chat/empty`, `chat/too-long`, `chat/read-only`, `chat/not-authorized`,
   * `chat/send-failed`
   */
  send(text: string): Promise<Message> {
    const problem = this.#check(text);
    if (problem) return Promise.reject(problem);
    const n = (this.#n += 1);
    const entry = { id: `${this.#sid}-${n}`, n, text, timestamp: this.#clock.now() };
    const message: Message = {
      id: entry.id,
      user: this.#me.id,
      name: this.#me.name,
      text,
      timestamp: entry.timestamp,
      own: true,
      delivery: 'sending',
    };
    this.#log.add(message);
    const settled = this.#whenSettled(message);
    this.#outbox.add(entry);
    this.#changed();
    return settled;
  }

  /** Sends one again that the service has refused. */
  resend(id: string): void {
    const message = this.#log.messages.find((one) => one.id === id);
    if (message?.delivery !== 'failed') return;
    const { text, timestamp } = message;
    this.#log.deliver(id, 'sending');
    this.#outbox.add({ id, n: (this.#n += 1), text, timestamp });
    this.#changed();
  }

  dispose(): void {
    for (const undo of this.#undo) undo();
    this.#outbox.pause();
    this.#sequencer.dispose();
    this.#presence?.dispose();
    const closed = new ChatError('chat/send-failed', {
      message: 'The chat was closed before the message was sent.',
    });
    for (const settle of [...this.#waiting.values()]) settle(closed);
  }

  get #me(): Me {
    const { user } = this.#options.connection.state.value;
    const { me } = this.#options;
    const id = user?.id ?? (me.id || `guest-${this.#sid.slice(0, 6)}`);
    return { id, name: user?.name ?? (me.name || id) };
  }

  #check(text: string): ChatError | undefined {
    if (this.#options.readOnly) return new ChatError('chat/read-only');
    if (text.trim() === '') return new ChatError('chat/empty');
    if (text.length <= maxTextLength) return undefined;
    return new ChatError('chat/too-long', {
      message: `The message has ${text.length} characters; ${maxTextLength} are allowed.`,
    });
  }

  #whenSettled(message: Message): Promise<Message> {
    return new Promise((resolve, reject) => {
      const finish = (error: RtError | undefined): void => {
        cancel();
        this.#waiting.delete(message.id);
        if (error) reject(error);
        else resolve(this.#log.messages.findLast(({ id }) => id === message.id) ?? message);
      };
      const cancel = this.#clock.after(sendDeadline, () => finish(undefined));
      this.#waiting.set(message.id, finish);
    });
  }

  #publish({ id, n, text, timestamp }: Outgoing): Promise<void> {
    const { id: user, name } = this.#me;
    const wire: Numbered = { user, text, timestamp, name, id, sid: this.#sid, n, v: 1 };
    this.#repair.sent(wire);
    return this.#options.connection.publish(this.#options.topics.messages, JSON.stringify(wire));
  }

  #settled({ id, n }: Outgoing, failure: RtError | undefined): void {
    const error = failure && chatError(failure);
    if (error) this.#repair.forget(n);
    const message = this.#log.deliver(id, error ? 'failed' : 'sent');
    this.#changed();
    if (message && !error) this.#options.received?.(message);
    const waiting = this.#waiting.get(id);
    if (waiting) waiting(error);
    else if (error) this.#options.failed?.(error);
  }

  #receive({ payload }: Inbound): void {
    const parsed = parseMessage(payload, this.#clock.now());
    if ('problem' in parsed) {
      this.#unreadable += 1;
      this.#changed();
      const message = `A message came in that cannot be shown: ${parsed.problem}.`;
      this.#options.failed?.(new ChatError('chat/bad-payload', { message }));
      return;
    }
    const { message } = parsed;
    const { sid, n } = message;
    if (sid === this.#sid) return; // our own, back from the broker
    if (sid !== undefined && n !== undefined) this.#sequencer.take({ ...message, sid, n });
    else this.#show(message);
  }

  #show(wire: WireMessage): void {
    const { id, user, text, timestamp } = wire;
    const own = user === this.#me.id;
    const name = wire.name ?? user;
    const message: Message = { id, user, name, text, timestamp, own, delivery: 'sent' };
    if (!this.#log.add(message)) return;
    this.#changed();
    this.#options.received?.(message);
  }

  #join(resumed: boolean): void {
    const again = this.#joined || this.#leftAt !== undefined;
    const away = this.#leftAt === undefined ? 0 : this.#clock.now() - this.#leftAt;
    this.#joined = true;
    this.#leftAt = undefined;
    this.#refusal = undefined;
    if (again && (!resumed || away > 0)) this.#repair.back(away);
    this.#presence?.announce(this.#me);
    this.#outbox.resume();
    this.#changed();
  }

  #refuse(error: RtError): void {
    this.#refusal = new ChatError('chat/not-authorized', {
      message: 'Reading this room is not allowed.',
      remediation: 'Check the room, and what the token route allows.',
      cause: error,
    });
    // Whether one may write is another question: the service answers it, message by message.
    this.#outbox.resume();
    this.#changed();
  }

  #connectionChanged(): void {
    const { status } = this.#options.connection.state.value;
    if (status !== 'online') {
      // A first try that fails counts too: others on their page may be through before us.
      if (this.#joined || status === 'offline') this.#leftAt ??= this.#clock.now();
      this.#outbox.pause();
    }
    this.#changed();
  }

  #changed(): void {
    this.#state.set(this.#snapshot());
  }

  #snapshot(): ChatSnapshot {
    const { status, error } = this.#options.connection.state.value;
    const refused = status === 'online' && this.#refusal !== undefined;
    return {
      status: refused ? 'error' : status,
      joined: this.#joined,
      me: this.#options.connection.state.value.user && this.#me,
      messages: this.#log.messages,
      unreadable: this.#unreadable,
      error: refused ? this.#refusal : error,
    };
  }
}

const chatError = (error: RtError): RtError => {
  const { code, reason } = error;
  if (code === 'connection/not-authorized') {
    return new ChatError('chat/not-authorized', { reason, cause: error });
  }
  return code === 'connection/too-large' ? new ChatError('chat/too-long', { cause: error }) : error;
};
