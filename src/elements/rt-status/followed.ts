import type { ElementState } from '../../core/connection-state.js';
import { RtStateChangeEvent } from '../../events/rt-state-change-event.js';

/** Follows one element by its id: whenever it comes, is upgraded, changes, or goes. */
export class Followed {
  readonly #host: HTMLElement;
  readonly #id: string;
  readonly #changed: () => void;
  #target: Element | undefined;
  #observer: MutationObserver | undefined;

  constructor(host: HTMLElement, id: string, changed: () => void) {
    this.#host = host;
    this.#id = id;
    this.#changed = changed;
    this.#look();
  }

  get state(): ElementState {
    return this.#followed?.connectionState ?? 'idle';
  }

  /** Its own words for its state, where it has any: those of a call. */
  get text(): string | undefined {
    return this.#followed?.statusText;
  }

  /** Both are absent before the upgrade, and on an element that is not ours. */
  get #followed(): { connectionState?: ElementState; statusText?: string } | undefined {
    return this.#target as object | undefined;
  }

  stop(): void {
    this.#observer?.disconnect();
    this.#target?.removeEventListener(RtStateChangeEvent.type, this.#onChange);
  }

  /** Watches the document only as long as the element is not there. */
  #look(): void {
    this.stop();
    const root = this.#host.getRootNode();
    this.#target =
      (root instanceof ShadowRoot && root.getElementById(this.#id)) ||
      document.getElementById(this.#id) ||
      undefined;
    if (this.#target) {
      this.#target.addEventListener(RtStateChangeEvent.type, this.#onChange);
      return;
    }
    this.#observer ??= new MutationObserver(() => {
      this.#look();
      if (this.#target) this.#changed();
    });
    for (const place of new Set([root, document])) {
      this.#observer.observe(place, { subtree: true, childList: true, attributeFilter: ['id'] });
    }
  }

  /** It also says so when it has left the page. */
  readonly #onChange = (): void => {
    if (!this.#target?.isConnected) this.#look();
    this.#changed();
  };
}
