import { html, nothing, type TemplateResult } from 'lit/html.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { repeat } from 'lit/directives/repeat.js';
import { callIcon } from './call-icons.js';
import type { CallView } from './call-view.js';
import { controls, fit, type Control } from './controls.js';

/** The buttons of a call, with the one that ends it. */
export const callBar = (view: CallView): TemplateResult => {
  const { localizer, act, state, sheet } = view;
  const { shown, rest } = fit(controls(view), view.slots);
  const more: Control = {
    id: 'more',
    icon: 'more',
    text: localizer.text('call.more'),
    expanded: sheet === 'more',
    badge: rest.reduce((sum, { badge = 0 }) => sum + badge, 0),
    run: () => act.show('more'),
  };
  const all = rest.length > 0 ? [...shown, more] : shown;
  const begun = state.phase === 'connected' || state.phase === 'reconnecting';
  const end = localizer.text(begun ? 'call.hangup' : 'call.cancel');
  return html`<div
    class="bar"
    part="bar"
    role="group"
    aria-label=${localizer.text('call.controls')}
  >
    ${repeat(all, byId, (control) => barButton(control, view))}
    <slot name="controls"></slot>
    <button
      class="hangup"
      part="hangup"
      type="button"
      aria-label=${end}
      title=${end}
      @click=${act.hangup}
    >
      ${callIcon('hangup')}
    </button>
  </div>`;
};

/** What the bar has no room for, as a list of buttons with their names. */
export const moreControls = (view: CallView): TemplateResult => {
  const { rest } = fit(controls(view), view.slots);
  return html`<ul class="more">
    ${repeat(
      rest,
      byId,
      (control) =>
        html`<li>
          <button
            class="row"
            part="item"
            type="button"
            data-control=${control.id}
            aria-pressed=${ifDefined(flag(control.pressed))}
            aria-keyshortcuts=${control.key ?? nothing}
            @click=${control.run}
          >
            ${callIcon(control.icon)}<span>${control.text}</span>${
              control.badge ? html`<span class="dot" aria-hidden="true"></span>` : nothing
            }
          </button>
        </li>`,
    )}
  </ul>`;
};

const byId = ({ id }: Control): string => id;

const flag = (value: boolean | undefined): 'true' | 'false' | undefined =>
  value === undefined ? undefined : value ? 'true' : 'false';

const barButton = (control: Control, { localizer }: CallView): TemplateResult => {
  const { id, icon, text, key, badge } = control;
  const hint = control.hint ?? text;
  return html`<button
    class="control control-${id}"
    part="control control-${id}"
    type="button"
    data-control=${id}
    aria-label=${text}
    aria-pressed=${ifDefined(flag(control.pressed))}
    aria-expanded=${ifDefined(flag(control.expanded))}
    aria-controls=${control.expanded ? 'sheet' : nothing}
    aria-keyshortcuts=${key ?? nothing}
    title=${key ? localizer.text('call.shortcut', { text: hint, key }) : hint}
    @click=${control.run}
  >
    ${callIcon(icon)}${badge ? html`<span class="badge" aria-hidden="true">${badge}</span>` : nothing}
  </button>`;
};
