import { html, nothing, type TemplateResult } from 'lit/html.js';
import { ref } from 'lit/directives/ref.js';
import type { Quality } from '../../core/call/call-state.js';
import { callBar } from './bar.js';
import { callIcon } from './call-icons.js';
import { callNotices } from './call-notices.js';
import { clockDate, clockText } from './call-words.js';
import type { CallLook } from './call-look.js';
import type { CallView } from './call-view.js';
import { callScene } from './scene.js';
import { callSheet } from './sheet.js';

/** A call from the moment it is placed or answered until it ends. */
export const liveCall = (view: CallView): TemplateResult =>
  html`${callBar(view)} ${callSheet(view)} ${callScene(view)} ${header(view)} ${callNotices(view)}
  ${selfView(view)} ${captions(view)}`;

/** The same in another look. What is heard comes from our own player, whatever that look plays. */
export const dressedCall = (view: CallView, look: CallLook): TemplateResult =>
  html`${look.show(view)}
    <video class="sound" playsinline aria-hidden="true" ${ref(view.refs.remote)}></video>
    ${callSheet(view)}
    ${view.resizable ? html`<header class="header" part="header">${resizeButton(view)}</header>` : nothing}
    ${callNotices(view)} ${captions(view)}`;

const header = (view: CallView): TemplateResult => {
  const { state, localizer, name, now } = view;
  const began = state.connectedAt;
  return html`<header class="header ${began === undefined ? '' : 'begun'}" part="header">
    ${
      began === undefined
        ? nothing
        : html`<span class="title"><bdi>${name}</bdi></span>
            <time class="timer" part="timer" role="timer" datetime=${clockDate(now - began)}
              >${clockText(localizer, now - began)}</time
            >
            ${state.call.quality ? qualityMark(state.call.quality, view) : nothing}`
    }
    ${view.resizable ? resizeButton(view) : nothing}
  </header>`;
};

const qualityMark = (quality: Quality, { localizer }: CallView): TemplateResult => {
  const text = localizer.text(`call.quality-${quality}`);
  // Good needs no words; anything else is said beside the mark.
  const words = quality === 'good' ? nothing : html`<span aria-hidden="true">${text}</span>`;
  return html`<span class="quality ${quality}" part="quality" title=${text}>
    <span class="bars" role="img" aria-label=${text}><i></i><i></i><i></i></span>${words}
  </span>`;
};

const resizeButton = ({ place, localizer, act }: CallView): TemplateResult => {
  const icon = place === 'page' ? 'minimize' : 'maximize';
  const text = localizer.text(`call.${icon}`);
  return html`<button
    class="plain resize"
    part="resize"
    type="button"
    aria-label=${text}
    title=${text}
    @click=${act.resize}
  >
    ${callIcon(icon)}
  </button>`;
};

const selfView = ({ state, localizer, refs }: CallView): TemplateResult => {
  const { video, camera } = state.media;
  const muted = state.media.microphone === 'muted';
  return html`<button
    class="self"
    part="self-view"
    type="button"
    ?hidden=${!video || camera !== 'on'}
    aria-label=${localizer.text('call.self')}
    title=${localizer.text('call.self-help')}
    ${ref(refs.self)}
  >
    <video playsinline .muted=${true} aria-hidden="true" ${ref(refs.selfVideo)}></video>
    ${muted ? html`<span class="mark">${callIcon('microphone-off')}</span>` : nothing}
  </button>`;
};

const captions = ({ state, captions: shown }: CallView): unknown => {
  const last = state.call.captions.slice(-2);
  if (!shown || last.length === 0) return nothing;
  return html`<div class="captions" part="captions" dir="auto">
    ${last.map(
      ({ speaker, text }) =>
        html`<p>${speaker ? html`<b><bdi>${speaker}</bdi></b> ` : nothing}<span>${text}</span></p>`,
    )}
  </div>`;
};
