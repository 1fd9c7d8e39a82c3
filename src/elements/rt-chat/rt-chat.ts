import type { PropertyDeclarations, PropertyValues } from '@lit/reactive-element';
import { warmTransport } from '../../adapters/registry.js';
import { LeaseController, type Plan, type Session } from '../../controllers/lease-controller.js';
import { ChatSession, type ChatSessionOptions } from '../../core/chat/chat-session.js';
import type { ChatSnapshot, Room } from '../../core/chat/chat-state.js';
import { accountName } from '../../core/chat/keep.js';
import { browserDisk } from '../../core/chat/keep-disk.js';
import { browserTab } from '../../core/chat/keep-tab.js';
import { systemClock } from '../../core/clock.js';
import type { ElementState } from '../../core/connection-state.js';
import { RtBeforeSendEvent } from '../../events/rt-before-send-event.js';
import { RtMessageEvent } from '../../events/rt-message-event.js';
import { chatTexts } from '../../i18n/chat-texts.js';
import type { Strings } from '../../i18n/english.js';
import { pageDefaults } from '../../page.js';
import { maxTextLength, type Message } from '../../protocol/chat-message.js';
import { ChatError } from '../../protocol/chat-error.js';
import { RtError, toRtError } from '../../protocol/errors.js';
import type { Person } from '../../protocol/people.js';
import { chatTopics } from '../../protocol/topics.js';
import { chatPanel, type ChatPanel } from '../../ui/chat-panel.js';
import { messageItems } from '../../ui/message-list.js';
import { Rows } from '../../ui/rows.js';
import { theme } from '../../ui/theme.js';
import { pool } from '../pool.js';
import { RtElement } from '../rt-element.js';
import { Announcer } from './announcer.js';
import { Draft, ordinal } from './draft.js';
import { MessageWindow } from './message-window.js';
import { nextFrame } from './next-frame.js';
import type { Past } from './history.js';
import type { Company } from './people.js';
import { styles } from './styles.js';

type RoomSession = Session<ChatSnapshot> &
  Pick<ChatSession, 'send' | 'resend' | 'seen' | 'sid' | 'me' | 'options'>;

/** From a failure to load more of the code to the next try, ms. */
const retryAfter = 10_000;

/**
 * A chat panel bound to one room.
 *
 * @fires {RtMessageEvent} rt-message - A message arrived, or one of ours was taken by the service. Detail: `{ message }`: `id`, `user`, `name`, `text`, `timestamp` (ms), `own`, and `delivery` (`sending`, `sent` or `failed`).
 * @fires {RtBeforeSendEvent} rt-before-send - A text is about to be sent. Cancel it, or replace `detail.text`.
 * @fires {RtStateChangeEvent} rt-state-change - The connection's state has changed. Detail: `{ state, previous, storage }`; `storage` is `'memory'` where the browser stores nothing, so that unsent messages are lost with the page.
 * @fires {RtErrorEvent} rt-error - Something went wrong that no caller's promise tells of. Detail: `{ error }`.
 *
 * @slot header - Above the messages: a title, a status, buttons.
 * @slot empty - In place of the text that is shown while there are no messages.
 *
 * @csspart panel - The whole of it.
 * @csspart log - What scrolls.
 * @csspart history - Above the oldest message: that older ones are on their way, or there are none.
 * @csspart history-retry - The button that loads older messages again.
 * @csspart day - The line where a day begins.
 * @csspart message - One message with all that belongs to it; also `own` or `other`.
 * @csspart avatar - The initial of a writer.
 * @csspart name - The name of a writer.
 * @csspart bubble - The box around a text; also `own` or `other`.
 * @csspart text - The text of a message.
 * @csspart link - A link in a text.
 * @csspart meta - Time and delivery of a message.
 * @csspart time - When a message was written.
 * @csspart delivery - How far one's own message got.
 * @csspart receipt - Says who has read one's newest message.
 * @csspart people - Says who else is here.
 * @csspart typing - Says who is writing.
 * @csspart resend - The button "Send again".
 * @csspart banner - The card that tells of the connection.
 * @csspart retry - The button "Try again".
 * @csspart pill - The button that goes to the newest message.
 * @csspart empty - What is shown while there are no messages.
 * @csspart composer - The form one writes in.
 * @csspart field - The box around the text field.
 * @csspart input - The text field.
 * @csspart send - The button "Send".
 * @csspart note - Says that a text is too long.
 * @csspart read-only - Says that one can't write.
 *
 * @cssprop [--rt-height=32rem] - Height of the panel.
 * @cssprop [--rt-bubble-radius=18px] - Corner radius of a bubble.
 * @cssprop [--rt-bubble-own-background=var(--rt-color-accent)] - Ground of one's own messages.
 * @cssprop [--rt-bubble-own-color=var(--rt-color-on-accent)] - Text of one's own messages.
 * @cssprop [--rt-bubble-other-background=var(--rt-color-raised)] - Ground of the others' messages.
 * @cssprop [--rt-bubble-other-color=var(--rt-color-text)] - Text of the others' messages.
 * @cssprop [--rt-color-accent] - Ground of buttons and of one's own messages.
 * @cssprop [--rt-color-on-accent] - Text on the accent.
 * @cssprop [--rt-color-text] - Text.
 * @cssprop [--rt-color-muted] - Text that matters less.
 * @cssprop [--rt-color-surface] - Ground of the panel.
 * @cssprop [--rt-color-raised] - Ground of what lies on the panel.
 * @cssprop [--rt-color-border] - Lines.
 * @cssprop [--rt-color-control] - Edges of fields.
 * @cssprop [--rt-color-link] - Links.
 * @cssprop [--rt-color-focus] - The ring around what has the focus.
 * @cssprop [--rt-color-warning] - Warnings.
 * @cssprop [--rt-color-danger] - Errors.
 * @cssprop [--rt-font=inherit] - Font family.
 * @cssprop [--rt-radius=12px] - Corner radius of the panel.
 *
 * @cssstate online - Messages flow.
 * @cssstate connecting - The first try is under way.
 * @cssstate reconnecting - It was online a moment ago.
 * @cssstate offline - It can't be reached; it goes on trying.
 * @cssstate error - Trying again by itself can't help.
 * @cssstate empty - There are no messages.
 */
export class RtChat extends RtElement {
  static override styles = [theme, styles];

  static override properties: PropertyDeclarations = {
    room: {},
    destination: {},
    topic: {},
    label: {},
    placeholder: {},
    historyEndpoint: { attribute: 'history-endpoint' },
    readOnly: { type: Boolean, attribute: 'read-only' },
    draft: { state: true },
  };

  /** The room: messages are read from and written to the topic `chat/{room}/messages`. */
  room = '';

  /** Whom to write to, where the service knows people and rooms by addresses: `/private/ben`. */
  destination = '';

  /**
   * A topic in place of `chat/{room}`; messages are at `{topic}/messages`. The minters of `rt-embed/server` only
   * let topics be read: to write, the token has to be of your own making.
   */
  topic = '';

  /** Names the chat for screen readers, where its room alone does not tell it from another chat. */
  label = '';

  /** What the empty text field says. */
  placeholder = '';

  /** URL of the site's route that returns what was said before in the room; asked by GET. */
  historyEndpoint = '';

  /** Shows messages, but nothing to write with. */
  readOnly = false;

  private draft = '';

  protected override texts: Strings = chatTexts;

  readonly #lease = new LeaseController<ChatSnapshot, RoomSession>(this, {
    pool,
    plan: () => this.#plan(),
    changed: () => this.announce(this.#status, this.#error, this.#snapshot?.storage),
  });
  // After the lease: each update looks at the session first, then at its messages.
  readonly #window = new MessageWindow(this, () => this.messages);
  readonly #announcer = new Announcer(this);
  readonly #drafts = new Draft();
  readonly #rows = new Rows();
  /** What was rendered last. */
  #panel: ChatPanel | undefined;
  #past: Past | undefined;
  #company: Company | undefined;
  /** Whether that has been sent for. */
  #met = false;
  #warmed = '';
  #frame: Promise<void> | undefined;

  /** All messages that are kept, oldest first; at most the newest 10,000. */
  get messages(): readonly Message[] {
    return this.#snapshot?.messages ?? [];
  }

  /** The other people in the room, as far as they can be seen; the longest here first, each once. */
  get people(): readonly Person[] {
    return this.#company?.people ?? [];
  }

  /**
   * Sends a text as the current user. Settles within 30 s: with `delivery: 'sent'` once the service
   * has it, with `'sending'` where it still waits for the connection; with undefined where a listener
   * has cancelled `rt-before-send`.
   * @throws RtError `chat/*` where it is refused, `config/*` where there is no room to send it to
   */
  async send(text: string): Promise<Message | undefined> {
    // An attribute that was set just now may open another room. Off the page no update would come.
    if (this.isConnected) await this.updateComplete;
    const session = this.#lease.session;
    if (!session) {
      const message = 'The chat is not on the page.';
      throw this.#lease.problem ?? new ChatError('chat/send-failed', { message });
    }
    const offered = this.#offer(text);
    if (offered === undefined) return undefined;
    this.#window.toEnd();
    return session.send(offered);
  }

  /** Goes to the newest message, and stays with the newest from then on. */
  scrollToEnd(): void {
    this.#window.toEnd();
  }

  /** Makes what one room needs; the one place where a test can put another in. */
  protected openSession(options: ChatSessionOptions): RoomSession {
    return new ChatSession(options);
  }

  /** A change shows at once; those that follow in the same frame, such as a burst of messages, show together. */
  protected override async scheduleUpdate(): Promise<void> {
    await this.#frame;
    this.#frame = nextFrame().then(() => (this.#frame = undefined));
    await super.scheduleUpdate();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.draft = this.#drafts.meet(this.#snapshot?.me?.id, this.draft);
    const provider = this.provider || pageDefaults.value.provider;
    if (!provider || provider === this.#warmed || !this.isConnected) return;
    warmTransport((this.#warmed = provider));
  }

  protected override update(changed: PropertyValues): void {
    const focused = this.shadowRoot?.activeElement;
    super.update(changed);
    if (this.#panel)
      this.#rows.show(this.renderRoot.querySelector('ol'), messageItems(this.#panel));
    this.#lease.session?.seen();
    this.#announcer.show(this.renderRoot.querySelector('section>:last-child'));
    // A button or link that goes away by itself must not take the focus with it either.
    if (focused && !focused.isConnected) this.#focusLog();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has('draft')) this.#drafts.save(this.draft);
    const input = this.renderRoot.querySelector('textarea');
    if (input && input.value !== this.draft) input.value = this.draft;
    this.setStates(this.#status, this.messages.length === 0 && 'empty');
  }

  protected override render(): unknown {
    const { localizer, messages } = this;
    const session = this.#lease.session;
    return chatPanel(
      (this.#panel = {
        status: this.#status,
        error: this.#error,
        joined: this.#snapshot?.joined ?? false,
        unreadable: this.#snapshot?.unreadable ?? 0,
        messages,
        ...this.#past?.view(localizer),
        ...this.#company?.view,
        start: this.#window.start,
        end: this.#window.end,
        unseen: this.#window.pinned ? undefined : this.#window.unseen,
        label:
          this.label ||
          localizer.text('chat.label', {
            room: this.room || this.topic || this.destination,
          }),
        readOnly: this.readOnly,
        draft: this.draft,
        excess: this.#excess,
        sendable: this.#sendable,
        placeholder: this.placeholder || localizer.text('chat.placeholder'),
        now: systemClock.now(),
        localizer,
        scrolled: this.#window.scrolled,
        toEnd: this.#onPill,
        // A room that is refused on a connection that works is not helped by connecting again.
        retry:
          session && this.#lease.connection?.state.value.status !== 'online'
            ? this.#onRetry
            : undefined,
        resend: this.#onResend,
        write: this.#onWrite,
        send: this.#onSend,
      }),
    );
  }

  get #snapshot(): ChatSnapshot | undefined {
    return this.#lease.session?.state.value;
  }

  get #status(): ElementState {
    return this.#lease.problem ? 'error' : (this.#snapshot?.status ?? 'idle');
  }

  get #error(): RtError | undefined {
    return this.#lease.problem ?? this.#snapshot?.error;
  }

  get #excess(): number {
    return Math.max(0, this.draft.length - maxTextLength);
  }

  get #sendable(): boolean {
    return this.#lease.session !== undefined && this.draft.trim() !== '' && this.#excess === 0;
  }

  #plan(): Plan<RoomSession> {
    const { topic, readOnly, historyEndpoint } = this;
    const room = this.room || encodeURIComponent(this.destination);
    if (!room && !topic) {
      throw new RtError('config/missing-attribute', {
        message: 'The attribute "room" is missing.',
      });
    }
    const topics = chatTopics(room, topic || undefined);
    const account = this.account();
    return {
      account,
      want: { purpose: 'chat', ...(room && { room }), ...(topic && { topic: topics.messages }) },
      key: [topics, readOnly, historyEndpoint],
      open: (connection) => {
        this.#window.toEnd();
        const name = accountName(account);
        const key = `rt draft ${name} ${topics.messages} ${this.id} ${ordinal(this)}`;
        this.draft = this.#drafts.open(key, this.draft);
        return this.openSession({
          connection,
          topics,
          readOnly,
          me: { id: this.user, name: this.userName },
          keep: { account: name, disk: browserDisk, tab: browserTab },
          received: this.#received,
          met: this.#meet,
          remember: this.#remember,
          failed: (error) => this.report(error),
        });
      },
    };
  }

  #received = (message: Message): void => {
    if (!message.own) this.#announcer.say(`${message.name}: ${message.text}`);
    this.dispatchEvent(new RtMessageEvent({ message }));
  };

  /** Somebody else is here: who is here, types and reads is code of its own. */
  #meet = (): void => {
    if (this.#met) return;
    this.#met = true;
    import('./people.js').then(
      ({ Company, texts }) => {
        this.#learn(texts);
        this.#company = new Company(
          this,
          this.#lease,
          this.#window,
          this.#announcer,
          () => this.localizer,
        );
      },
      // A chat goes without it; when somebody is seen again, not too soon, it is tried again.
      () => systemClock.after(retryAfter, () => (this.#met = false)),
    );
  };

  /** What was said before is code of its own as well. */
  #remember = (memory: Room, signal: AbortSignal): boolean => {
    const known = this.historyEndpoint ? this.room : memory.connection.history;
    if (!known) return false;
    const bring = (again?: boolean): void => {
      import('./history.js')
        .then(({ Past, texts }) => {
          if (signal.aborted) return;
          this.#learn(texts);
          this.#past = new Past(this, this.#window, memory, signal);
        })
        .catch((error: unknown) => {
          if (!again) this.report(toRtError(error, 'config/load-failed'));
          // An address that is none stays so.
          if (!(error instanceof RtError || signal.aborted)) {
            systemClock.after(retryAfter, () => bring(true));
          }
        });
    };
    bring();
    return true;
  };

  #learn(texts: Strings): void {
    this.texts = { ...this.texts, ...texts };
  }

  /** Lets the page change or stop a text; undefined: stopped. */
  #offer(text: string): string | undefined {
    const event = new RtBeforeSendEvent({ text });
    return this.dispatchEvent(event) ? event.detail.text : undefined;
  }

  #onWrite = (draft: string): void => {
    this.draft = draft;
  };

  #onSend = (): void => {
    const { draft } = this;
    const session = this.#lease.session;
    const text = session && this.#sendable ? this.#offer(draft) : undefined;
    if (!session || text === undefined) return;
    this.draft = '';
    this.#window.toEnd();
    session.send(text).catch((error: unknown) => {
      const failed = this.messages.some((one) => one.delivery === 'failed' && one.text === text);
      // Refused before it became a message, or its room has gone: back to where it came from.
      if (!failed) this.draft ||= draft;
      this.#announcer.say(this.localizer.text('chat.failed'));
      this.report(toRtError(error, 'chat/send-failed'));
    });
  };

  #onResend = (id: string): void => {
    this.#focusLog();
    this.#lease.session?.resend(id);
  };

  #onRetry = (): void => {
    this.#focusLog();
    this.#lease.connection?.retry();
  };

  #onPill = (): void => {
    this.#focusLog();
    this.#window.toEnd();
  };

  /** A button that goes away when it is used must not take the focus with it. */
  #focusLog(): void {
    this.renderRoot.querySelector<HTMLElement>('.log')?.focus({ preventScroll: true });
  }
}
