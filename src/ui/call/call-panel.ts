import { html, nothing, type TemplateResult } from 'lit/html.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { ref } from 'lit/directives/ref.js';
import { checkView, endedView, incomingView } from './around-call.js';
import { phaseText } from './call-words.js';
import type { CallLook } from './call-look.js';
import type { CallView } from './call-view.js';
import { dressedCall, liveCall } from './live-call.js';

/**
 * A call as a whole, in whatever state it is; nothing where there is none.
 *
 * @param look how a running call looks, where it is not our own way
 */
export const callPanel = (view: CallView, look?: CallLook): unknown => {
  const { state, place, refs, localizer, name } = view;
  if (state.phase === 'idle') return nothing;
  const rings = state.phase === 'incoming';
  const label = localizer.text(rings ? 'call.incoming' : 'call.with', { name });
  const role = rings ? 'alertdialog' : undefined;
  // One element for a card and for the whole page: the picture goes on when one becomes the other.
  return place === 'inline'
    ? html`<section
        class="panel inline"
        part="panel"
        tabindex="-1"
        role=${ifDefined(role)}
        aria-label=${label}
        ${ref(refs.panel)}
      >
        ${stage(view, look)}
      </section>`
    : html`<dialog
        class="panel ${place}"
        part="panel"
        tabindex="-1"
        role=${ifDefined(role)}
        aria-label=${label}
        ${ref(refs.panel)}
      >
        ${stage(view, look)}
      </dialog>`;
};

const stage = (view: CallView, look: CallLook | undefined): TemplateResult => {
  const { state, refs, localizer, name } = view;
  const { phase } = state;
  const live = !(phase in around);
  const said = [
    phase === 'incoming' ? localizer.text('call.incoming', { name }) : '',
    phaseText(state, name, localizer),
  ];
  return html`<div class="stage ${live ? 'live' : phase}" part="stage" ${ref(refs.stage)}>
    ${live ? (look ? dressedCall(view, look) : liveCall(view)) : around[phase as keyof typeof around](view)}
    <div class="unseen" role="status">${said.filter(Boolean).join('. ')}</div>
    <div class="unseen" aria-live="polite" dir="auto">${view.heard}</div>
  </div>`;
};

const around = {
  checking: checkView,
  incoming: incomingView,
  ending: endedView,
  ended: endedView,
};
