import { RtChat } from '../../../src/elements/rt-chat/rt-chat.js';
import type { ChatSessionOptions } from '../../../src/core/chat/chat-session.js';
import type { ChatSnapshot } from '../../../src/core/chat/chat-state.js';
import { Store } from '../../../src/core/store.js';
import type { Message } from '../../../src/protocol/chat-message.js';
import type { RtError } from '../../../src/protocol/errors.js';

/** A room without a network: a test says what happens in it. */
export class FakeRoom {
  readonly state = new Store<ChatSnapshot>({
    status: 'online',
    joined: true,
    me: { id: 'me', name: 'Me' },
    messages: [],
    unreadable: 0,
    error: undefined,
  });
  readonly sid = 'fake';
  readonly me = { id: 'me', name: 'Me' };
  seen(): void {
    // Nothing is kept here.
  }
  readonly sent: string[] = [];
  readonly resent: string[] = [];
  disposed = false;
  /** Set: `send()` is refused with it. */
  refusal: RtError | undefined;
  /** Whether what is refused stays among the messages, as a failed one. */
  keepsRefused = true;

  constructor(readonly options: ChatSessionOptions) {}

  /** Somebody else writes. */
  receive(...messages: Message[]): void {
    for (const message of messages) {
      this.state.patch({ messages: [...this.state.value.messages, message] });
      this.options.received?.(message);
    }
  }

  send(text: string): Promise<Message> {
    this.sent.push(text);
    const delivery = this.refusal ? 'failed' : 'sending';
    const id = `own-${this.sent.length}`;
    const message = messageOf({ id, user: 'me', name: 'Me', own: true, text, delivery });
    if (!this.refusal || this.keepsRefused) {
      this.state.patch({ messages: [...this.state.value.messages, message] });
    }
    return this.refusal ? Promise.reject(this.refusal) : Promise.resolve(message);
  }

  resend(id: string): void {
    this.resent.push(id);
    const messages = this.state.value.messages.map((one): Message =>
      one.id === id ? { ...one, delivery: 'sending' } : one,
    );
    this.state.patch({ messages });
  }

  dispose(): void {
    this.disposed = true;
  }
}

/** `<rt-chat>` with fake rooms: everything of it but the network. */
export class FakeChat extends RtChat {
  readonly rooms: FakeRoom[] = [];
  /** What a room is to be like from the start. */
  prepare: (room: FakeRoom) => void = () => undefined;

  /** The room that the element is in. */
  get fake(): FakeRoom {
    const room = this.rooms.at(-1);
    if (!room) throw new Error('The element has opened no room.');
    return room;
  }

  protected override openSession(options: ChatSessionOptions): FakeRoom {
    const room = new FakeRoom(options);
    this.prepare(room);
    this.rooms.push(room);
    return room;
  }
}
customElements.define('fake-chat', FakeChat);

declare global {
  interface HTMLElementTagNameMap {
    'fake-chat': FakeChat;
  }
}

/** Noon on a day of which there is only one in a list. */
const noon = new Date(2024, 4, 6, 12).getTime();
let made = 0;

/** A message of somebody else, but for what is named. */
export const messageOf = (part: Partial<Message> = {}): Message => ({
  id: `m-${(made += 1)}`,
  user: 'ada',
  name: 'Ada',
  text: 'Hello',
  timestamp: noon,
  own: false,
  delivery: 'sent',
  ...part,
});

/** Messages of several people and of several lengths, a minute apart. */
export const manyMessages = (count: number, from = 0): Message[] =>
  Array.from({ length: count }, (_, index) => {
    const n = from + index;
    const user = ['ada', 'ben', 'me'].at(Math.floor(n / 3) % 3) ?? 'ada';
    return messageOf({
      id: `many-${n}`,
      user,
      name: user,
      own: user === 'me',
      text: `Message ${n}. ${'Some more words of it. '.repeat(Math.abs(n * 7) % 9)}`,
      timestamp: noon + n * 60_000,
    });
  });
