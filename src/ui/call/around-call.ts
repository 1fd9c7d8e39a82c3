import { html, nothing, type TemplateResult } from 'lit/html.js';
import { ref } from 'lit/directives/ref.js';
import type { MediaKind } from '../../core/call/call-state.js';
import { avatar } from './avatar.js';
import { callIcon, type CallIcon } from './call-icons.js';
import { clockDate, clockText, helpText, phaseText, endText } from './call-words.js';
import type { CallView } from './call-view.js';
import { deviceSelects } from './device-selects.js';

/** Before a call: how one looks and whether one is heard. */
export const checkView = (view: CallView): TemplateResult => {
  const { state, localizer, refs, act, problem } = view;
  const { camera, microphone } = state.media;
  const title =
    state.peer.name || state.peer.address
      ? localizer.text('call.check-name', { name: view.name })
      : localizer.text('call.check');
  return html`<div class="leaf check" part="check">
    <h2 class="title">${title}</h2>
    <div class="preview" part="preview">
      <video
        playsinline
        .muted=${true}
        aria-label=${localizer.text('call.preview')}
        ?hidden=${camera !== 'on'}
        ${ref(refs.preview)}
      ></video>
      ${camera === 'on' ? nothing : html`<p>${localizer.text('call.camera-off')}</p>`}
      <div class="preview-bar">${deviceToggle(view, 'audio')}${deviceToggle(view, 'video')}</div>
    </div>
    <div
      class="meter ${microphone === 'on' ? '' : 'off'}"
      part="meter"
      role="img"
      aria-label=${localizer.text('call.level')}
      ${ref(refs.meter)}
    ></div>
    ${problem ? problemText(view) : nothing} ${deviceSelects(view)}
    <div class="buttons">
      <button class="second" part="cancel" type="button" @click=${act.dismiss}>
        ${localizer.text('call.cancel')}
      </button>
      <button class="first" part="join" type="button" @click=${act.call}>
        ${microphone === 'off' ? localizer.text('call.join-silent') : view.label || localizer.text('call.join')}
      </button>
    </div>
  </div>`;
};

const problemText = ({ problem, localizer }: CallView): TemplateResult => {
  const help = helpText(problem, localizer);
  return html`<div class="problem" part="problem" role="status">
    <p>${problem ? localizer.error(problem) : nothing}</p>
    ${help ? html`<p class="muted">${help}</p>` : nothing}
  </div>`;
};

const deviceToggle = ({ state, localizer, act }: CallView, kind: MediaKind): TemplateResult => {
  const name = kind === 'audio' ? 'microphone' : 'camera';
  const on = state.media[name] === 'on';
  const icon: CallIcon = on ? name : `${name}-off`;
  return html`<button
    class="control control-${name}"
    part="control control-${name}"
    type="button"
    aria-label=${localizer.text(`call.${name}`)}
    aria-pressed=${on ? 'true' : 'false'}
    @click=${() => act.toggle(kind)}
  >
    ${callIcon(icon)}
  </button>`;
};

/** Somebody calls. */
export const incomingView = (view: CallView): TemplateResult => {
  const { state, localizer, name, act, now } = view;
  const left = state.ringsUntil === undefined ? undefined : Math.max(0, state.ringsUntil - now);
  const withVideo = state.videoOffered && view.videoWished;
  const button = (part: string, icon: CallIcon, text: string, run: () => void): TemplateResult =>
    html`<button class="answer ${part}" part=${part} type="button" @click=${run}>
      ${callIcon(icon)}<span>${text}</span>
    </button>`;
  return html`<div class="leaf incoming" part="incoming">
    ${avatar(name, true)}
    <h2 class="title">${localizer.text('call.incoming', { name })}</h2>
    <p class="muted">
      ${phaseText(state, name, localizer)}
      ${
        left === undefined
          ? nothing
          : html`·
              <span role="timer"
                >${localizer.text('call.rings-for', { time: clockText(localizer, left) })}</span
              >`
      }
    </p>
    <div class="buttons">
      ${button('decline', 'hangup', localizer.text('call.decline'), act.decline)}
      ${
        withVideo
          ? button('answer-audio', 'call', localizer.text('call.answer-audio'), () =>
              act.answer(false),
            )
          : nothing
      }
      ${button(
        'answer',
        withVideo ? 'camera' : 'call',
        localizer.text(withVideo ? 'call.answer-video' : 'call.answer'),
        () => act.answer(withVideo),
      )}
    </div>
  </div>`;
};

/** After a call: why it is over, and the way to the next. */
export const endedView = (view: CallView): TemplateResult => {
  const { state, localizer, name, act } = view;
  const { end, phase, direction } = state;
  const done = phase === 'ended';
  const reason = endText(state, name, localizer);
  const help = helpText(end?.error, localizer);
  const never = end?.duration === 0 && end.reason !== 'hangup';
  const title = localizer.text(
    !done ? 'call.ending' : never && end.reason === 'failed' ? 'call.end-failed' : 'call.ended',
  );
  const again =
    direction === 'inbound' ? 'call.back' : end?.error ? 'call.try-again' : 'call.again';
  return html`<div class="leaf ended" part="ended">
    ${avatar(name)}
    <h2 class="title">${title}</h2>
    ${reason ? html`<p class="reason" part="reason">${reason}</p>` : nothing}
    ${help ? html`<p class="muted" part="help">${help}</p>` : nothing}
    ${
      end && end.duration > 0
        ? html`<p class="muted">
            ${localizer.text('call.duration')}
            <time part="duration" datetime=${clockDate(end.duration)}
              >${clockText(localizer, end.duration)}</time
            >
          </p>`
        : nothing
    }
    ${
      done
        ? html`<div class="buttons">
            <button class="second" part="close" type="button" @click=${act.dismiss}>
              ${localizer.text('call.close')}
            </button>
            ${
              view.callable
                ? html`<button class="first" part="again" type="button" @click=${act.call}>
                    ${localizer.text(again)}
                  </button>`
                : nothing
            }
          </div>`
        : nothing
    }
  </div>`;
};
