import type { Message } from '../../protocol/chat-message.js';
import {
  displayName,
  fitsTopic,
  parseReceipts,
  peopleTopics,
  type PeopleTopics,
  type Person,
} from '../../protocol/people.js';
import { systemClock, type Clock } from '../clock.js';
import type { ReadonlyStore } from '../store.js';
import type { PublishOptions } from '../transport.js';
import type { ChatSession, ChatSessionOptions } from './chat-session.js';
import type { ChatSnapshot } from './chat-state.js';
import { People } from './people.js';
import { PeopleLine } from './people-line.js';
import { Receipts } from './receipts.js';
import { ReceiptsSender } from './receipts-sender.js';
import { Typing } from './typing.js';
import { TypingSender } from './typing-sender.js';

/** What is needed of the session of the room that the people are in. */
export interface PeopleSession extends Pick<ChatSession, 'sid' | 'me'> {
  readonly options: Pick<ChatSessionOptions, 'connection' | 'topics' | 'readOnly' | 'clock'>;
  readonly state: ReadonlyStore<Pick<ChatSnapshot, 'status' | 'me' | 'messages'>>;
}

/** One's own newest message that others have read. */
export interface ReadBy {
  readonly id: string;
  /** Those whose names are known. */
  readonly people: readonly Person[];
  /** How many have read it, known by name or not. */
  readonly count: number;
}

/** With more people than this, nobody says how far they have read, or that they write. */
const mostForReceipts = 50;
const mostForTyping = 100;
/** The service sends who is there one by one; before that, nobody knows how many there are, ms. */
const settling = 500;
const mostNames = 1_000;
/** s */
const typingLife = 5;
const receiptsLife = 7 * 24 * 3600;

/** The people of one room: who is here, who writes, who has read how far. */
export class PeopleRoom {
  readonly #session: PeopleSession;
  readonly #topics: PeopleTopics;
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #undo: (() => void)[];
  readonly #people: People;
  readonly #typing: Typing;
  readonly #typingLine: PeopleLine;
  readonly #typingSender: TypingSender;
  readonly #receipts = new Receipts();
  readonly #receiptsLine: PeopleLine;
  readonly #receiptsSender: ReceiptsSender;
  /** The names of those who were here: who has read may have gone. */
  readonly #names = new Map<string, string>();
  #others: { of: readonly Person[]; me: string; list: readonly Person[] } | undefined;
  #readBy: { of: readonly Message[]; found: ReadBy | undefined } | undefined;
  /** The newest message that was looked at. */
  #last: string | undefined;
  #settled = false;
  #cancelSettling: (() => void) | undefined;

  /** @param changed something is to be shown anew */
  constructor(session: PeopleSession, changed: () => void) {
    const { connection, topics, readOnly, clock = systemClock } = session.options;
    const { typing, receipts } = (this.#topics = peopleTopics(topics));
    this.#session = session;
    this.#clock = clock;
    this.#changed = changed;
    this.#typing = new Typing(clock, changed);
    this.#typingSender = new TypingSender(clock, (on) => this.#sayTyping(on));
    this.#typingLine = new PeopleLine({
      connection,
      filter: `${typing}/+`,
      most: mostForTyping,
      receive: (message) => {
        if (tail(message.topic) !== session.sid) this.#typing.take(message);
      },
      closed: () => this.#typing.clear(),
    });
    this.#receiptsSender = new ReceiptsSender(clock, (marks) =>
      this.#publish(`${receipts}/${session.me.id}`, Object.fromEntries(marks), {
        retain: true,
        expiry: receiptsLife,
      }),
    );
    this.#receiptsLine = new PeopleLine({
      connection,
      filter: `${receipts}/+`,
      // Who only reads has written nothing, and says nothing of themselves.
      most: readOnly ? -1 : mostForReceipts,
      receive: ({ topic, payload }) => this.#takeReceipts(tail(topic), payload),
      closed: () => {
        this.#receipts.clear();
        this.#readBy = undefined;
      },
    });
    this.#people = new People(clock, () => this.#counted());
    const presence = connection.subscribe(`${topics.presence}/+`, {
      receive: (message) => this.#people.take(message),
      joined: (resumed) => {
        this.#people.joined(resumed);
        if (!this.#settled) this.#settle();
      },
    });
    this.#undo = [presence, session.state.subscribe(() => this.#messagesCame())];
    this.#messagesCame();
  }

  /** Everybody but oneself; who is here for longest comes first. */
  get others(): readonly Person[] {
    const { list } = this.#people;
    const me = this.#session.me.id;
    if (this.#others?.of !== list || this.#others.me !== me) {
      this.#others = { of: list, me, list: list.filter(({ user }) => user !== me) };
    }
    return this.#others.list;
  }

  /** Who writes, but oneself, here or in another tab. */
  get typing(): readonly Person[] {
    return this.#typing.list.filter(({ user }) => user !== this.#session.me.id);
  }

  /** Who has read one's own messages, how far. */
  get readBy(): ReadBy | undefined {
    const { messages } = this.#session.state.value;
    if (this.#readBy?.of !== messages) {
      this.#readBy = { of: messages, found: this.#findReadBy(messages) };
    }
    return this.#readBy.found;
  }

  /** The visitor has changed the draft. */
  write(draft: string): void {
    if (!this.#session.options.readOnly) this.#typingSender.write(draft);
  }

  /** The draft has gone: it was sent. */
  stopWriting(): void {
    this.#typingSender.stop();
  }

  /** The visitor has the newest message before their eyes. */
  read(): void {
    const { messages } = this.#session.state.value;
    if (this.#mayTell) this.#receiptsSender.read(messages, this.#people.size);
  }

  dispose(): void {
    this.#typingSender.stop();
    this.#receiptsSender.dispose();
    this.#cancelSettling?.();
    for (const undo of this.#undo) undo();
    this.#typingLine.close();
    this.#receiptsLine.close();
    this.#typing.clear();
    this.#people.dispose();
  }

  /** Only who the service knows has a record of their own, under a name that fits into a topic. */
  get #mayTell(): boolean {
    const me = this.#session.state.value.me?.id;
    return this.#receiptsLine.ready && me !== undefined && fitsTopic(me);
  }

  /** Whoever has written a message types it no more. */
  #messagesCame(): void {
    const { messages } = this.#session.state.value;
    const last = messages.at(-1)?.id;
    if (last === this.#last) return;
    const from = messages.findLastIndex(({ id }) => id === this.#last) + 1;
    this.#last = last;
    this.#typing.said(new Set(messages.slice(from).map(({ user }) => user)));
  }

  #settle(): void {
    this.#cancelSettling?.();
    this.#cancelSettling = this.#clock.after(settling * (1 + this.#clock.random()), () => {
      this.#settled = true;
      this.#counted();
    });
  }

  #counted(): void {
    const { size } = this.#people;
    this.#readBy = undefined;
    if (this.#settled) {
      this.#typingLine.count(size);
      this.#receiptsLine.count(size);
    }
    this.#changed();
  }

  #takeReceipts(user: string, payload: Uint8Array): void {
    if (user === this.#session.state.value.me?.id) {
      const marks = parseReceipts(payload);
      if (marks && this.#mayTell) this.#receiptsSender.known(marks, this.#people.size);
      return;
    }
    this.#receipts.take(user, payload);
    this.#readBy = undefined;
    this.#changed();
  }

  #findReadBy(messages: readonly Message[]): ReadBy | undefined {
    const receipt = this.#receipts.newest(messages);
    if (!receipt) return undefined;
    for (const { user, name } of this.others) {
      if (this.#names.size < mostNames) this.#names.set(user, name);
    }
    const people = receipt.users.flatMap((user): Person[] => {
      const written = messages.findLast((one) => one.user === user)?.name;
      const name = this.#names.get(user) ?? (written && displayName(written));
      return name ? [{ user, name }] : [];
    });
    return { id: receipt.id, people, count: receipt.users.length };
  }

  #sayTyping(on: boolean): void {
    if (!this.#typingLine.ready) return;
    const { id: user, name } = this.#session.me;
    const options = { qos: 0, expiry: typingLife } as const;
    this.#publish(`${this.#topics.typing}/${this.#session.sid}`, { user, name, on }, options);
  }

  #publish(topic: string, record: unknown, options: PublishOptions): void {
    this.#session.options.connection
      .publish(topic, JSON.stringify(record), options)
      // Nobody waits for it: the next one says all that this one would have said.
      .catch(() => undefined);
  }
}

const tail = (topic: string): string => topic.slice(topic.lastIndexOf('/') + 1);
