import { html, nothing, type TemplateResult } from 'lit/html.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Participant } from '../../core/call/call-state.js';
import type { StringKey } from '../../i18n/english.js';
import { avatar } from './avatar.js';
import { moreControls } from './bar.js';
import { callIcon, type CallIcon } from './call-icons.js';
import type { CallView, Sheet } from './call-view.js';
import { deviceSelects } from './device-selects.js';
import { keypad } from './keypad.js';
import { personMarks, personName } from './scene.js';
import { textLog } from './text-log.js';

/** What is open above the bar: a menu, the keypad, the texts of the call. */
export const callSheet = (view: CallView): unknown => {
  const { sheet, localizer, act } = view;
  if (!sheet) return nothing;
  const name = localizer.text(`call.${sheet}` satisfies StringKey);
  const close = localizer.text('call.close');
  return html`<div class="sheet ${sheet}" part="sheet" id="sheet" role="group" aria-label=${name}>
    <div class="sheet-head">
      <span class="title" aria-hidden="true">${name}</span>
      <button
        class="plain"
        part="close"
        type="button"
        aria-label=${close}
        title=${close}
        @click=${act.closeSheet}
      >
        ${callIcon('close')}
      </button>
    </div>
    ${content[sheet](view)}
  </div>`;
};

const people = (view: CallView): TemplateResult =>
  html`<ul class="people">
    ${repeat(
      view.state.call.participants.filter(({ kind }) => kind === 'member'),
      ({ id }) => id,
      (who) =>
        html`<li class="row">
          ${avatar(who.name, who.talking)}<span class="name">${personName(who, view)}</span
          >${personMarks(who, view)}${who.self ? nothing : personButtons(who, view)}
        </li>`,
    )}
  </ul>`;

/** What one may do with somebody else. */
const personButtons = (who: Participant, { state, localizer, act }: CallView): unknown => {
  const { can } = state.call.room ?? {};
  const name = who.name || localizer.text('call.someone');
  const button = (
    key: 'mute' | 'stop-camera' | 'remove',
    icon: CallIcon,
    run: () => void,
  ): TemplateResult => {
    const text = localizer.text(`call.${key}-member`, { name });
    return html`<button
      class="plain"
      part="action"
      type="button"
      data-member=${key}
      aria-label=${text}
      title=${text}
      @click=${run}
    >
      ${callIcon(icon)}
    </button>`;
  };
  return [
    can?.muteAudio && !who.audioMuted
      ? button('mute', 'microphone', () => act.muteMember(who.id, 'audio'))
      : nothing,
    can?.muteVideo && !who.videoMuted
      ? button('stop-camera', 'camera', () => act.muteMember(who.id, 'video'))
      : nothing,
    can?.remove ? button('remove', 'close', () => act.removeMember(who.id)) : nothing,
  ];
};

const layouts = ({ state, act }: CallView): TemplateResult =>
  html`<ul>
    ${state.call.layouts.map(
      (name) =>
        html`<li>
          <button
            class="row"
            part="item"
            type="button"
            aria-pressed=${name === state.call.layout ? 'true' : 'false'}
            @click=${() => act.layout(name)}
          >
            ${layoutText(name)}
          </button>
        </li>`,
    )}
  </ul>`;

/** Services name layouts as `grid-responsive` or `1x1`: no table of ours could hold them all. */
const layoutText = (name: string): string => {
  const words = name.replace(/[-_]+/g, ' ').trim();
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
};

const content: Readonly<Record<Sheet, (view: CallView) => TemplateResult>> = {
  more: moreControls,
  keypad,
  texts: textLog,
  people,
  layout: layouts,
  devices: deviceSelects,
};
