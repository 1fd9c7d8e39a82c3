import { adoptStyles, type ReactiveController, type ReactiveElement } from '@lit/reactive-element';
import { systemClock } from '../../core/clock.js';
import { PeopleRoom, type PeopleSession } from '../../core/chat/people-room.js';
import type { Localizer } from '../../i18n/localizer.js';
import type { Person } from '../../protocol/people.js';
import { peopleOver, readMark, typingWords } from '../../ui/people.js';
import { peopleStyles } from '../../ui/people-styles.js';

export { peopleTexts as texts } from '../../i18n/people-texts.js';

/** What a chat is made of, as far as it is of use here. */
interface Parts {
  /** The room's session, as it is at any time. */
  readonly lease: { readonly session: PeopleSession | undefined };
  /** Whether the newest message is in view, as far as the log goes. */
  readonly window: { readonly pinned: boolean };
  /** Has something read out. */
  readonly announcer: { say(text: string): void };
  /** Texts in the chat's language. */
  localizer(): Localizer;
}

/** What is put into the chat's template. */
export interface CompanyView {
  readonly over: unknown;
  readonly receipt: { readonly id: string; readonly mark: unknown } | undefined;
}

/** A screen reader hears at most so often that somebody types, ms: what they write is of more use. */
const saidAtMost = 20_000;

/** The people in the room that a chat shows; in a chunk of its own, for rooms with somebody in them. */
export class Company implements ReactiveController {
  readonly #host: ReactiveElement;
  readonly #parts: Parts;
  #session: PeopleSession | undefined;
  #room: PeopleRoom | undefined;
  #listening: AbortController | undefined;
  #observer: IntersectionObserver | undefined;
  /** Whether the place below the newest message is in the window. */
  #inWindow = false;
  #typed = false;
  #saidAt = -Infinity;
  #mark: { key: string; localizer: Localizer; mark: unknown } | undefined;

  /** In a row, as the chat has them: what names would cost, every visitor would pay. */
  constructor(
    host: ReactiveElement,
    lease: Parts['lease'],
    window: Parts['window'],
    announcer: Parts['announcer'],
    localizer: Parts['localizer'],
  ) {
    this.#host = host;
    this.#parts = { lease, window, announcer, localizer };
    const { elementStyles } = host.constructor as typeof ReactiveElement;
    if (host.shadowRoot) adoptStyles(host.shadowRoot, [...elementStyles, peopleStyles]);
    host.addController(this);
    host.requestUpdate();
  }

  /** Everybody but oneself; who is here for longest comes first. */
  get people(): readonly Person[] {
    return this.#room?.others ?? [];
  }

  /** What is to be shown now. */
  get view(): CompanyView | undefined {
    const localizer = this.#parts.localizer();
    const room = this.#room;
    const status = this.#session?.state.value.status;
    if (!room || !status) return undefined;
    // A short cut is not worth a change; after a long one nobody knows who is still there.
    const known = status === 'online' || status === 'reconnecting';
    // Who reads further up is not to have a text laid over it: those who type do so at the end.
    const typing = known && this.#parts.window.pinned ? room.typing : [];
    return {
      over: peopleOver(localizer, known ? room.others : [], typing),
      receipt: this.#receipt(room, localizer),
    };
  }

  hostConnected(): void {
    const { signal } = (this.#listening = new AbortController());
    this.#host.renderRoot.addEventListener('input', this.#onInput, { signal });
    document.addEventListener('visibilitychange', this.#look, { signal });
  }

  hostDisconnected(): void {
    this.#listening?.abort();
    this.#observer?.disconnect();
    this.#observer = undefined;
    this.#inWindow = false;
    // A task later: an element that is only moved is back by then.
    systemClock.after(0, () => {
      if (!this.#host.isConnected) this.#enter(undefined);
    });
  }

  hostUpdate(): void {
    this.#enter(this.#parts.lease.session);
    const room = this.#room;
    if (!room) return;
    const { typing } = room;
    const now = systemClock.now();
    if (typing.length > 0 && !this.#typed && now - this.#saidAt >= saidAtMost) {
      this.#saidAt = now;
      this.#parts.announcer.say(typingWords(this.#parts.localizer(), typing));
    }
    this.#typed = typing.length > 0;
  }

  hostUpdated(): void {
    const root = this.#host.renderRoot;
    // Where the draft is rendered: into the field itself it is only put later.
    if (root.querySelector<HTMLElement>('.field')?.dataset['text'] === '')
      this.#room?.stopWriting();
    const foot = root.querySelector('.foot');
    if (foot && !this.#observer && this.#host.isConnected) this.#observe(foot);
    this.#look();
  }

  #enter(session: PeopleSession | undefined): void {
    if (session === this.#session) return;
    this.#room?.dispose();
    this.#session = session;
    this.#room = session && new PeopleRoom(session, () => this.#host.requestUpdate());
  }

  #observe(foot: Element): void {
    this.#observer = new IntersectionObserver((entries) => {
      this.#inWindow = entries.at(-1)?.isIntersecting ?? false;
      this.#look();
    });
    this.#observer.observe(foot);
  }

  /** The same object while it says the same, so that its row is not rendered again. */
  #receipt(room: PeopleRoom, localizer: Localizer): CompanyView['receipt'] {
    const { readBy } = room;
    if (!readBy) return undefined;
    const { id, people, count } = readBy;
    const key = JSON.stringify([id, count, people.slice(0, 2)]);
    if (this.#mark?.key !== key || this.#mark.localizer !== localizer) {
      this.#mark = { key, localizer, mark: readMark(localizer, people, count) };
    }
    return { id, mark: this.#mark.mark };
  }

  #onInput = (event: Event): void => {
    if (event.target instanceof HTMLTextAreaElement) this.#room?.write(event.target.value);
  };

  #look = (): void => {
    const seen =
      this.#inWindow && document.visibilityState === 'visible' && this.#parts.window.pinned;
    if (seen) this.#room?.read();
  };
}
