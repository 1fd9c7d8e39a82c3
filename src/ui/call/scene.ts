import { html, nothing, type TemplateResult } from 'lit/html.js';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Layer, Participant } from '../../core/call/call-state.js';
import { avatar } from './avatar.js';
import { callIcon } from './call-icons.js';
import { phaseText } from './call-words.js';
import type { CallView } from './call-view.js';
import { cssVars } from './css-vars.js';

/** The far end: its picture with names on it, or its initial where there is no picture. */
export const callScene = (view: CallView): TemplateResult => {
  const { state, picture, refs, localizer, name } = view;
  const { layers, participants } = state.call;
  // Who shares a screen, or is one of many in the picture, must not be cut off at its edges.
  const whole = layers.length > 1 || participants.some(({ kind }) => kind === 'screen');
  return html`<div class="scene ${whole ? 'whole' : ''}" part="scene">
    <div
      class="picture ${whole ? 'whole' : ''} ${picture ? '' : 'off'}"
      ${cssVars({ '--_ratio': String(view.ratio) })}
    >
      <video
        part="video"
        playsinline
        aria-label=${localizer.text('call.picture', { name })}
        ${ref(refs.remote)}
      ></video>
      ${layers.length > 1 ? callLayers(layers, participants, view) : nothing}
    </div>
    ${picture ? nothing : poster(view)}
  </div>`;
};

const callLayers = (
  layers: readonly Layer[],
  participants: readonly Participant[],
  view: CallView,
): TemplateResult => {
  const people = new Map(participants.map((one) => [one.id, one]));
  const known = layers.flatMap((layer) => {
    const who = people.get(layer.participantId);
    return who ? [{ layer, who }] : [];
  });
  return html`<ul class="layers">
    ${repeat(
      known,
      ({ who }) => who.id,
      ({ layer: { x, y, width, height }, who }) =>
        html`<li
          class="layer ${who.talking ? 'talking' : ''}"
          part="layer"
          ${cssVars({
            '--_x': `${x}%`,
            '--_y': `${y}%`,
            '--_width': `${width}%`,
            '--_height': `${height}%`,
          })}
        >
          <span class="tag" part="name">${personName(who, view)}${personMarks(who, view)}</span>
        </li>`,
    )}
  </ul>`;
};

/** Somebody's name, isolated from the writing direction around it. */
export const personName = (who: Participant, { localizer }: CallView): TemplateResult =>
  html`<bdi
    >${who.self ? localizer.text('call.you') : who.name || localizer.text('call.someone')}</bdi
  >`;

/** What else there is to say of somebody, as marks with names. */
export const personMarks = (who: Participant, { localizer }: CallView): TemplateResult => {
  const mark = (name: 'microphone-off' | 'hand' | 'sound', text: string): TemplateResult =>
    html`<span class="mark mark-${name}" role="img" aria-label=${text} title=${text}
      >${callIcon(name)}</span
    >`;
  return html`${who.handRaised ? mark('hand', localizer.text('call.hand-raised')) : nothing}${
    who.audioMuted && who.kind === 'member'
      ? mark('microphone-off', localizer.text('call.muted'))
      : nothing
  }${who.talking ? mark('sound', localizer.text('call.speaking')) : nothing}`;
};

const poster = (view: CallView): TemplateResult => {
  const { state, name, localizer } = view;
  const others = state.call.participants.filter(({ self }) => !self);
  const far = others.length === 1 ? others[0] : undefined;
  const waits = state.phase !== 'connected' && state.phase !== 'reconnecting';
  return html`<div class="poster ${waits ? 'waits' : ''}" part="poster">
    ${avatar(name, far?.talking)}
    <p class="who"><bdi>${name}</bdi>${far ? personMarks(far, view) : nothing}</p>
    ${waits ? html`<p class="what" part="status">${phaseText(state, name, localizer)}</p>` : nothing}
  </div>`;
};
