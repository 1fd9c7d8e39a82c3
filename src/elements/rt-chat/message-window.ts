import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Message } from '../../protocol/chat-message.js';
import { MessageRange } from './message-range.js';
import { ScrollAnchor } from './scroll-anchor.js';

/** How close to an end of what is rendered more of it is brought in, px. */
const ahead = 400;

type Host = ReactiveControllerHost & { readonly renderRoot: DocumentFragment | HTMLElement };

/** Shows a part of all messages in a scroller, follows the newest, and lets one read undisturbed. */
export class MessageWindow implements ReactiveController {
  readonly #host: Host;
  readonly #messages: () => readonly Message[];
  readonly #range = new MessageRange();
  #anchor: ScrollAnchor | undefined;
  #resizes: ResizeObserver | undefined;
  #observed: Element[] = [];
  /** How many messages there were at the last render. */
  #count = 0;
  /** The newest message when one was last at the end. */
  #seen: string | undefined;

  /** @param messages all there are, oldest first */
  constructor(host: Host, messages: () => readonly Message[]) {
    this.#host = host;
    this.#messages = messages;
    host.addController(this);
  }

  get start(): number {
    return this.#range.start;
  }

  get end(): number {
    return this.#range.end;
  }

  /** Whether the end is in view. */
  get pinned(): boolean {
    return this.#anchor?.pinned ?? true;
  }

  /** How many messages of others came since one has left the end. */
  get unseen(): number {
    if (this.pinned) return 0;
    const messages = this.#messages();
    const seen = messages.findLastIndex(({ id }) => id === this.#seen);
    return seen < 0 ? 0 : messages.slice(seen + 1).filter(({ own }) => !own).length;
  }

  /** Goes to the newest message, and stays there. */
  toEnd(): void {
    this.#anchor?.pin();
    this.#follow();
    this.#host.requestUpdate();
  }

  /** To be called when the scroller has been scrolled. */
  readonly scrolled = (event: Event): void => {
    const wasPinned = this.pinned;
    this.#look();
    const { scrollTop, scrollHeight, clientHeight } = event.currentTarget as Element;
    const more =
      this.#older(scrollTop) ||
      (!this.pinned &&
        scrollTop + clientHeight > scrollHeight - ahead &&
        this.#range.newer(this.#messages()));
    if (more || this.pinned !== wasPinned) this.#host.requestUpdate();
  };

  hostConnected(): void {
    this.#anchor?.forget();
    for (const element of this.#observed) this.#resizes?.observe(element);
  }

  hostDisconnected(): void {
    this.#resizes?.disconnect();
  }

  hostUpdate(): void {
    this.#look();
    this.#follow();
  }

  hostUpdated(): void {
    if (!this.#anchor) this.#begin();
    this.#anchor?.restore();
    // Whoever is at the very top can't scroll up to what has been put above.
    if (this.#older(this.#observed[0]?.scrollTop)) this.#host.requestUpdate();
  }

  #older(scrollTop = Infinity): boolean {
    return !this.pinned && scrollTop < ahead && this.#range.older(this.#messages());
  }

  #look(): void {
    this.#anchor?.look(this.#range.end === this.#count);
  }

  #follow(): void {
    const messages = this.#messages();
    this.#range.follow(messages, this.pinned);
    this.#count = messages.length;
    if (this.pinned) this.#seen = messages.at(-1)?.id;
  }

  #begin(): void {
    const scroller = this.#host.renderRoot.querySelector<HTMLElement>('.log');
    const list = scroller?.querySelector('ol');
    if (!scroller || !list) return;
    const anchor = new ScrollAnchor(scroller, list.getElementsByClassName('bubble'));
    this.#anchor = anchor;
    // A composer that grows, a font that arrives, a phone that is turned.
    this.#resizes = new ResizeObserver(() => anchor.restore());
    this.#observed = [scroller, list];
    for (const element of this.#observed) this.#resizes.observe(element);
  }
}
