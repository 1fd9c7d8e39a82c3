import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { helpText } from './call-words.js';
import { callIcon, type CallIcon } from './call-icons.js';
import type { CallView } from './call-view.js';

interface CallNotice {
  readonly kind: 'wait' | 'info' | 'warning';
  readonly icon?: CallIcon;
  readonly text: string;
  readonly detail?: string;
  readonly action?: { readonly text: string; readonly label?: string; run(this: void): void };
  /** Takes it away. */
  readonly close?: (this: void) => void;
}

/**
 * What there is to know while the call goes on, one below the other. They are in a live region that
 * is always there, so that a screen reader says each once.
 */
export const callNotices = (view: CallView): TemplateResult =>
  html`<div class="notices" role="status">
    ${repeat(
      notices(view),
      // A button must not become that of another notice under the finger.
      ({ text }) => text,
      (one) => card(one, view),
    )}
  </div>`;

const notices = ({ state, blocked, problem, localizer, act }: CallView): CallNotice[] => {
  const list: CallNotice[] = [];
  if (state.phase === 'reconnecting') {
    list.push({ kind: 'wait', text: localizer.text('call.reconnecting') });
  }
  if (blocked) {
    list.push({
      kind: 'warning',
      icon: 'sound',
      text: localizer.text('call.blocked'),
      action: { text: localizer.text('call.unblock'), run: act.unblock },
    });
  }
  if (state.call.held) {
    list.push({
      kind: 'info',
      icon: 'hold',
      text: localizer.text('call.held'),
      action: { text: localizer.text('call.resume'), run: () => act.hold(false) },
    });
  }
  if (state.call.sharing === 'on') {
    list.push({
      kind: 'info',
      icon: 'share',
      text: localizer.text('call.sharing'),
      action: { text: localizer.text('call.share-stop'), run: () => act.share(false) },
    });
  }
  list.push(...roomNotices(state, localizer, act));
  if (problem) {
    list.push({
      kind: 'warning',
      icon: 'warning',
      text: localizer.error(problem),
      detail: helpText(problem, localizer),
      close: act.forgive,
    });
  }
  return list;
};

/** What runs in the room: everybody is to know of it, and who may can end it. */
const roomNotices = (
  { call: { room } }: CallView['state'],
  localizer: CallView['localizer'],
  act: CallView['act'],
): CallNotice[] => {
  if (!room) return [];
  const { can, recording, streaming, playback } = room;
  const stop = (
    may: boolean,
    of: Parameters<typeof localizer.text>[0],
    run: () => void,
  ): Pick<CallNotice, 'action'> => {
    const text = localizer.text('call.stop');
    return may ? { action: { text, label: `${text}: ${localizer.text(of)}`, run } } : {};
  };
  const list: (CallNotice | false)[] = [
    recording === 'on' && {
      kind: 'info',
      icon: 'record',
      text: localizer.text('call.recording'),
      ...stop(can.record, 'call.recording', () => act.record('off')),
    },
    recording === 'paused' && {
      kind: 'info',
      icon: 'record',
      text: localizer.text('call.recording-paused'),
      ...(can.record && {
        action: { text: localizer.text('call.resume'), run: () => act.record('on') },
      }),
    },
    streaming === 'on' && {
      kind: 'info',
      icon: 'share',
      text: localizer.text('call.streaming'),
      ...stop(can.stream, 'call.streaming', () => act.endStream()),
    },
    playback !== 'off' && {
      kind: 'info',
      icon: 'sound',
      text: localizer.text('call.playback'),
      ...stop(can.play, 'call.playback', () => act.play('off')),
    },
    room.audience && { kind: 'info', icon: 'people', text: localizer.text('call.audience') },
  ];
  return list.filter((notice) => notice !== false);
};

const card = (notice: CallNotice, { localizer }: CallView): TemplateResult => {
  const { kind, icon, text, detail, action, close } = notice;
  const closeText = localizer.text('call.dismiss');
  return html`<div class="notice ${kind}" part="banner">
    ${icon ? callIcon(icon) : nothing}
    <div class="words">
      <p class="title">${text}</p>
      ${detail ? html`<p class="detail">${detail}</p>` : nothing}
    </div>
    ${
      action
        ? html`<button
            class="small"
            part="action"
            type="button"
            aria-label=${action.label ?? nothing}
            @click=${action.run}
          >
            ${action.text}
          </button>`
        : nothing
    }
    ${
      close
        ? html`<button
            class="plain"
            part="dismiss"
            type="button"
            aria-label=${closeText}
            title=${closeText}
            @click=${close}
          >
            ${callIcon('close')}
          </button>`
        : nothing
    }
  </div>`;
};
