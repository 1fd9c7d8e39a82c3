import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { StringKey } from '../../i18n/english.js';
import type { CallView } from './call-view.js';

interface Key {
  readonly digit: string;
  readonly letters?: string;
  readonly name?: StringKey;
}

const keys: readonly Key[] = [
  { digit: '1' },
  { digit: '2', letters: 'ABC' },
  { digit: '3', letters: 'DEF' },
  { digit: '4', letters: 'GHI' },
  { digit: '5', letters: 'JKL' },
  { digit: '6', letters: 'MNO' },
  { digit: '7', letters: 'PQRS' },
  { digit: '8', letters: 'TUV' },
  { digit: '9', letters: 'WXYZ' },
  { digit: '*', name: 'call.key-star' },
  { digit: '0', letters: '+' },
  { digit: '#', name: 'call.key-hash' },
];

/** Twelve keys as on a telephone, and what was typed. */
export const keypad = ({ localizer, typed, act }: CallView): TemplateResult =>
  html`<output class="typed" part="digits" aria-label=${localizer.text('call.digits')} dir="ltr"
      >${typed}</output
    >
    <div class="keys" dir="ltr">
      ${keys.map(
        ({ digit, letters, name }) =>
          html`<button
            class="key"
            part="key"
            type="button"
            data-digit=${digit}
            aria-label=${name ? localizer.text(name) : digit}
            @click=${() => act.digit(digit)}
          >
            <span>${digit}</span>${letters ? html`<small>${letters}</small>` : nothing}
          </button>`,
      )}
    </div>`;
