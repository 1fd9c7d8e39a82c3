import {
  parseMessage,
  plainId,
  readMessage,
  type Message,
  type WireMessage,
} from '../../protocol/chat-message.js';
import { ChatError } from '../../protocol/chat-error.js';
import type { RtError } from '../../protocol/errors.js';
import type { ChatTopics } from '../../protocol/topics.js';
import { systemClock, type Clock } from '../clock.js';
import type { Connection } from '../connection.js';
import { randomId } from '../random-id.js';
import { Store, type ReadonlyStore } from '../store.js';
import type { Inbound } from '../transport.js';
import { ChatLog } from './chat-log.js';
import type { ChatSnapshot, Me, Room } from './chat-state.js';
import type { KeepPlace } from './keep.js';
import { Order } from './order.js';
import { Presence } from './presence.js';
import { Sender } from './sender.js';
import { untimed } from './untimed.js';

export interface ChatSessionOptions {
  connection: Connection;
  topics: ChatTopics;
  /** Who we are where the grant does not say; either may be empty. */
  me: Me;
  /** Reads only: no presence, no sending. */
  readOnly: boolean;
  /** Where what is unsent outlives this page. */
  keep: KeepPlace;
  /** A message came, or one of ours was taken by the service. */
  received?(message: Message): void;
  /** Somebody else is here, or says so again. */
  met?(): void;
  /**
   * Is handed the room, to bring in what was said before, until the signal ends. Returns whether it
   * does; else it is asked again when the room has been joined, and it is known what the service keeps.
   */
  remember?(room: Room, signal: AbortSignal): boolean;
  /** Something went wrong that neither the state nor a caller's promise tells of. */
  failed?(error: RtError): void;
  clock?: Clock;
}

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
  readonly #order: Order;
  readonly #sender: Sender;
  readonly #presence: Presence | undefined;
  readonly #undo: (() => void)[] = [];
  readonly #end = new AbortController();
  #remembers: boolean | undefined;
  #joined = false;
  #unreadable = 0;
  /** Per sender, the first number that nobody has been shown. */
  readonly #unseen = new Map<string, number>();
  /** Since when we may miss what others hear; undefined while we hear it, or just start to. */
  #leftAt: number | undefined;
  #refusal: RtError | undefined;

  constructor(options: ChatSessionOptions) {
    this.#options = options;
    const clock = (this.#clock = options.clock ?? systemClock);
    const { connection, topics } = options;
    const order = (this.#order = new Order({
      clock,
      sid: this.#sid,
      deliver: (message) => this.#show(message),
      read: readMessage,
      publish: (message) => {
        // A repair that fails is asked for again; a token may not allow the topic at all.
        connection.publish(topics.sync, JSON.stringify(message)).catch(() => undefined);
      },
    }));
    this.#sender = new Sender({
      ...options,
      clock,
      sid: this.#sid,
      log: this.#log,
      said: order,
      recall: () => ({
        at: this.#leftAt ?? (this.#joined ? clock.now() : undefined),
        have: { ...order.have, ...Object.fromEntries(this.#unseen) },
      }),
      changed: () => this.#changed(),
    });
    const { before } = this.#sender;
    order.restore(before?.have ?? {});
    this.#leave(before?.at);
    this.#presence = options.readOnly
      ? undefined
      : new Presence({ connection, clock, topic: `${topics.presence}/${this.#sid}` });
    this.#state = new Store(this.#snapshot());
    this.#undo.push(
      connection.state.subscribe(() => this.#connectionChanged()),
      connection.subscribe(topics.sync, {
        receive: ({ payload }) => order.receive(payload),
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
      () => this.#end.abort(),
    );
    this.#remember();
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
    return this.#sender.me;
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
    return this.#sender.send(text);
  }

  /** Sends one again that the service has refused. */
  resend(id: string): void {
    this.#sender.resend(id);
  }

  /** What has come is shown: the next page of this tab need not ask for it. */
  seen(): void {
    this.#unseen.clear();
  }

  dispose(): void {
    for (const undo of this.#undo) undo();
    this.#order.dispose();
    this.#presence?.dispose();
    this.#sender.dispose();
  }

  #receive({ payload, dup }: Inbound): void {
    const now = this.#clock.now();
    const parsed = parseMessage(payload, now);
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
    if (sid !== undefined && n !== undefined) this.#order.take({ ...message, sid, n });
    else {
      const same = message.id === plainId(message, now);
      const one = same ? untimed(this.#log.messages, message, dup) : message;
      if (one) this.#show(one);
    }
  }

  #show(wire: WireMessage): void {
    const { id, user, text, timestamp } = wire;
    const own = user === this.#sender.me.id;
    const name = wire.name ?? user;
    const message: Message = { id, user, name, text, timestamp, own, delivery: 'sent' };
    const { sid, n } = wire;
    if (sid && n && !this.#unseen.has(sid)) this.#unseen.set(sid, n);
    this.#sender.note();
    if (!this.#log.add(message)) return;
    this.#changed();
    this.#options.received?.(message);
  }

  #join(resumed: boolean): void {
    const now = this.#clock.now();
    const left = this.#leftAt ?? (this.#joined && !resumed ? now : undefined);
    if (left !== undefined) this.#order.back(now - left);
    if (this.#joined && !resumed) {
      // Also where one line has taken over from another: a late one hears nothing of what was said in between.
      this.#joined = false;
      this.#changed();
    }
    this.#joined = true;
    this.#remember();
    this.#leftAt = undefined;
    this.#refusal = undefined;
    this.#presence?.announce(this.#sender.me);
    this.#sender.resume();
    this.#changed();
  }

  #remember(): void {
    if (this.#remembers) return;
    const room = {
      ...this.#options,
      log: this.#log,
      order: this.#order,
      state: this.#state,
      changed: () => this.#changed(),
      read: readMessage,
    };
    this.#remembers = this.#options.remember?.(room, this.#end.signal);
  }

  #refuse(error: RtError): void {
    this.#refusal = new ChatError('chat/not-authorized', {
      message: 'Reading this room is not allowed.',
      remediation: 'Check what the token route allows.',
      cause: error,
    });
    // Whether one may write is another question: the service answers it, message by message.
    this.#sender.resume();
    this.#changed();
  }

  /** Since then we may miss something. */
  #leave(at: number | undefined): void {
    this.#leftAt ??= at;
    if (this.#leftAt !== undefined) this.#order.leave();
  }

  #connectionChanged(): void {
    const { status, user } = this.#options.connection.state.value;
    if (user) this.#sender.identify(user.id);
    if (status !== 'online') {
      // A first try that fails counts too: others on their page may be through before us.
      if (this.#joined || status === 'offline') this.#leave(this.#clock.now());
      this.#sender.pause();
    }
    this.#changed();
  }

  #changed(): void {
    this.#state.set(this.#snapshot());
  }

  #snapshot(): ChatSnapshot {
    const { status, user, error } = this.#options.connection.state.value;
    const refused = status === 'online' && this.#refusal !== undefined;
    return {
      status: refused ? 'error' : status,
      joined: this.#joined,
      me: user && this.#sender.me,
      messages: this.#log.messages,
      unreadable: this.#unreadable,
      storage: this.#sender.blocked ? 'memory' : undefined,
      error: refused ? this.#refusal : error,
    };
  }
}
