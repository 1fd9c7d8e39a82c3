import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Localizer } from '../i18n/localizer.js';
import { icon } from './icons.js';

/** Where one writes. */
export interface Composer {
  readonly draft: string;
  readonly placeholder: string;
  /** How many characters the draft is too long; 0 where it fits. */
  readonly excess: number;
  readonly sendable: boolean;
  readonly localizer: Localizer;
  /** The draft has changed. */
  write(this: void, draft: string): void;
  /** The draft is to be sent. */
  send(this: void): void;
}

/** Whether a key press means "send": Enter alone, and not the one that ends an IME's composition. */
const isSendKey = (event: KeyboardEvent): boolean =>
  event.key === 'Enter' &&
  !event.shiftKey &&
  !event.isComposing &&
  // Safari ends the composition before this event; only the old key code still tells it apart.
  // https://bugs.webkit.org/show_bug.cgi?id=165004
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  event.keyCode !== 229;

/**
 * A form with a field that grows with its text, up to six lines. Who shows it puts the draft into the
 * field: a binding would miss a draft that is sent before it was rendered. It is never submitted, which
 * a frame without `allow-forms` may not do.
 */
export const composerForm = (composer: Composer): TemplateResult => {
  const { draft, excess, sendable, localizer, write, send } = composer;
  const keydown = (event: KeyboardEvent): void => {
    if (!isSendKey(event)) return;
    event.preventDefault();
    send();
  };
  const input = (event: InputEvent): void => write((event.target as HTMLTextAreaElement).value);
  return html`<form class="composer" part="composer">
    <div class="field" part="field" data-text=${draft}>
      <textarea
        part="input"
        rows="1"
        dir="auto"
        enterkeyhint="send"
        autocomplete="off"
        aria-label=${localizer.text('chat.composer')}
        aria-invalid=${excess > 0 ? 'true' : 'false'}
        aria-describedby="excess"
        placeholder=${composer.placeholder}
        @input=${input}
        @keydown=${keydown}
      ></textarea>
    </div>
    <button
      type="button"
      class="send"
      part="send"
      aria-label=${localizer.text('chat.send')}
      aria-disabled=${sendable ? 'false' : 'true'}
      @click=${send}
      @mousedown=${keepFocus}
    >
      ${icon('send')}
    </button>
    <p class="excess" id="excess" part="note" aria-live="polite">
      ${excess > 0 ? localizer.plural('chat.too-long', excess) : nothing}
    </p>
  </form>`;
};

/** The keyboard of a phone stays open when one taps "send". */
const keepFocus = (event: MouseEvent): void => event.preventDefault();
