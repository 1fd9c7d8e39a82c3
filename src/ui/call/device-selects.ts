import { html, type TemplateResult } from 'lit/html.js';
import { repeat } from 'lit/directives/repeat.js';
import type { CallView, DeviceChoices } from './call-view.js';

const names = {
  audio: 'call.microphones',
  video: 'call.cameras',
  speaker: 'call.speakers',
} as const;

/** A field for each kind of device of which there is a choice. */
export const deviceSelects = (view: CallView): TemplateResult =>
  html`<div class="devices">
    ${repeat(
      view.devices,
      ({ kind }) => kind,
      (choices) => select(choices, view),
    )}
  </div>`;

const select = ({ kind, all, used }: DeviceChoices, view: CallView): TemplateResult => {
  const { localizer, act } = view;
  const choose = (event: Event): void => act.use(kind, (event.target as HTMLSelectElement).value);
  return html`<label class="device">
    <span>${localizer.text(names[kind])}</span>
    <select part="select" ?disabled=${all.length === 0} @change=${choose}>
      ${
        all.length === 0
          ? html`<option>${localizer.text('call.no-devices')}</option>`
          : repeat(
              all,
              ({ id }) => id,
              ({ id, label }, index) =>
                html`<option value=${id} .selected=${id === used}>
                  ${label || localizer.text('call.device', { number: index + 1 })}
                </option>`,
            )
      }
    </select>
  </label>`;
};
