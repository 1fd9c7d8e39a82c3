import { ChatError } from '../../protocol/chat-error.js';
import { maxTextLength, type Message } from '../../protocol/chat-message.js';
import type { RtError } from '../../protocol/errors.js';
import type { Numbered } from '../../protocol/sync-message.js';
import type { ChatTopics } from '../../protocol/topics.js';
import type { Clock } from '../clock.js';
import type { Connection } from '../connection.js';
import type { ChatLog } from './chat-log.js';
import type { Me } from './chat-state.js';
import { Keep, type Before, type KeepPlace, type Recall } from './keep.js';
import type { Unsent } from './keep-disk.js';
import { Outbox } from './outbox.js';
import type { Order } from './order.js';

export interface SenderOptions {
  connection: Connection;
  topics: ChatTopics;
  /** Who we are where the grant does not say; either may be empty. */
  me: Me;
  readOnly: boolean;
  keep: KeepPlace;
  clock: Clock;
  sid: string;
  log: ChatLog;
  said: Pick<Order, 'sent' | 'forget'>;
  /** What this tab has to remember of the session. */
  recall(): Recall;
  /** Something of ours is another. */
  changed(): void;
  /** The service has taken one of ours. */
  received?(message: Message): void;
  /** One was refused for which nobody waits any more. */
  failed?(error: RtError): void;
}

/** One that waits to be sent: its place in the line. */
interface Queued {
  id: string;
  order: number;
}

/** A caller of `send()` waits no longer than this, ms. */
const sendDeadline = 30_000;
/** No more of ours wait at once: the log keeps no more either. */
const mostUnsent = 10_000;

/** What we say in a room: shown at once, kept until the service has it, sent in order. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #outbox: Outbox<Queued>;
  readonly #keep: Keep;
  readonly #waiting = new Map<string, (error: RtError | undefined) => void>();
  #n = 0;
  /** The order of the next message that another page has left: before all of ours. */
  #older = -1e9;
  /** The user whom the grant named, `''` where it named none; undefined before the first. */
  #owner: string | undefined;
  /** What other pages have left is in the line. */
  #ready = false;

  constructor(options: SenderOptions) {
    this.#options = options;
    const { connection, topics, changed } = options;
    this.#keep = new Keep({
      ...options,
      ...options.keep,
      topic: topics.messages,
      adopted: (entries) => this.#adopt(entries),
      blocked: changed,
    });
    this.#outbox = new Outbox({
      ...options,
      publish: (entry) => this.#publish(entry),
      limit: () => (this.#ready ? connection.maxInFlight : 0),
      settled: (entry, error) => this.#settled(entry, error),
    });
    // Most likely the same user is here again; should the grant say otherwise, it is undone.
    void this.#keep.adopt(this.before?.user);
  }

  /** Who we are, in what others get from us. */
  get me(): Me {
    return this.#as(this.#options.sid);
  }

  /** What this tab's page before left; undefined: it had none in this room. */
  get before(): Before | undefined {
    return this.#keep.before;
  }

  /** Whether what is unsent is lost with the page. */
  get blocked(): boolean {
    return this.#keep.blocked;
  }

  /** See `ChatSession.send`. */
  send(text: string): Promise<Message> {
    const problem = this.#check(text);
    if (problem) return Promise.reject(problem);
    const { sid, log, clock, changed } = this.#options;
    const n = (this.#n += 1);
    const id = `${sid}-${n}`;
    const entry = { id, sid, n, text, timestamp: clock.now(), user: this.#owner };
    this.#keep.put(entry);
    const message = this.#own(entry);
    log.add(message);
    const settled = this.#whenSettled(message);
    this.#outbox.add({ id, order: n });
    changed();
    return settled;
  }

  /** Sends one again that the service has refused. */
  resend(id: string): void {
    const entry = this.#keep.get(id);
    if (!entry?.failed) return;
    const { sid, log, changed } = this.#options;
    const n = (this.#n += 1);
    this.#keep.put({ ...entry, sid, n, user: this.#owner, failed: false });
    log.deliver(id, 'sending');
    this.#outbox.add({ id, order: n });
    changed();
  }

  /** The grant says who we are: lets go of what another user has written. */
  identify(user: string): void {
    if (user === this.#owner) return;
    this.#owner = user;
    for (const { id } of this.#keep.claim(user)) this.#options.log.remove(id);
    this.#look();
  }

  /** The connection is up: what other pages have left goes out, then what waits here. */
  resume(): void {
    this.identify(this.#options.connection.state.value.user?.id ?? '');
    this.#keep.note();
    this.#look();
    this.#outbox.resume();
  }

  /** The connection is down. */
  pause(): void {
    this.#outbox.pause();
  }

  /** Another message is there: this tab has heard so far. */
  note(): void {
    this.#keep.note(true);
  }

  dispose(): void {
    this.#outbox.pause();
    this.#keep.dispose();
    // What is on the disk is still sent, by whoever is in this room next.
    const closed = this.blocked ? new ChatError('chat/send-failed') : undefined;
    for (const settle of [...this.#waiting.values()]) settle(closed);
  }

  #look(): void {
    void this.#keep.adopt(this.#owner).then(() => {
      this.#ready = true;
      this.#outbox.wake();
    });
  }

  /** Who we are in a session of ours: guests have a name in each. */
  #as(sid: string): Me {
    const { connection, me } = this.#options;
    const { user } = connection.state.value;
    const id = user?.id ?? (me.id || `guest-${sid.slice(0, 6)}`);
    return { id, name: user?.name ?? (me.name || id) };
  }

  /** One of ours, as the log has it. */
  #own({ id, sid, text, timestamp, user, failed }: Unsent): Message {
    const me = this.#as(sid);
    const delivery = failed ? 'failed' : 'sending';
    return { id, user: user || me.id, name: me.name, text, timestamp, own: true, delivery };
  }

  #check(text: string): ChatError | undefined {
    if (this.#options.readOnly) return new ChatError('chat/read-only');
    if (text.trim() === '') return new ChatError('chat/empty');
    if (text.length > maxTextLength) return new ChatError('chat/too-long');
    return this.#keep.size < mostUnsent ? undefined : new ChatError('chat/send-failed');
  }

  #whenSettled(message: Message): Promise<Message> {
    const { clock, log } = this.#options;
    return new Promise((resolve, reject) => {
      const finish = (error: RtError | undefined): void => {
        cancel();
        this.#waiting.delete(message.id);
        if (error) reject(error);
        else resolve(log.messages.findLast(({ id }) => id === message.id) ?? message);
      };
      const cancel = clock.after(sendDeadline, () => finish(undefined));
      this.#waiting.set(message.id, finish);
    });
  }

  #publish({ id }: Queued): Promise<void> {
    const entry = this.#keep.get(id);
    if (!entry) return Promise.resolve(); // somebody else's, who will send it
    const { connection, topics, said } = this.#options;
    const { sid, n, text, timestamp } = entry;
    const { id: user, name } = this.#as(sid);
    const wire: Numbered = { user, text, timestamp, name, id, sid, n, v: 1 };
    said.sent(wire);
    return connection.publish(topics.messages, JSON.stringify(wire));
  }

  #settled({ id }: Queued, failure: RtError | undefined): void {
    const entry = this.#keep.get(id);
    if (!entry) return;
    const { said, log, changed, received, failed } = this.#options;
    const error = failure && chatError(failure);
    if (error) {
      said.forget(id);
      this.#keep.put({ ...entry, failed: true });
    } else this.#keep.delete(id);
    const message = log.deliver(id, error ? 'failed' : 'sent');
    changed();
    if (message && !error) received?.(message);
    const waiting = this.#waiting.get(id);
    if (waiting) waiting(error);
    else if (error) failed?.(error);
  }

  /** Another page has gone without sending these. */
  #adopt(entries: readonly Unsent[]): void {
    const { log, changed } = this.#options;
    for (const entry of entries) {
      const message = this.#own(entry);
      const { id, delivery } = message;
      // It may have come from the service already: sent again all the same, nobody shows it twice.
      if (!log.add(message)) log.deliver(id, delivery);
      if (!entry.failed) this.#outbox.add({ id, order: this.#older++ });
    }
    changed();
  }
}

const chatError = (error: RtError): RtError => {
  const { code, reason } = error;
  if (code === 'connection/not-authorized') {
    return new ChatError('chat/not-authorized', { reason, cause: error });
  }
  return code === 'connection/too-large' ? new ChatError('chat/too-long', { cause: error }) : error;
};
