import type { MediaKind } from '../../core/call/call-state.js';
import type { StringKey } from '../../i18n/english.js';
import type { CallIcon } from './call-icons.js';
import type { CallView, Sheet } from './call-view.js';

/** A button of the bar. */
export interface Control {
  readonly id: string;
  readonly icon: CallIcon;
  /** Its name. */
  readonly text: string;
  /** What a click on it does, where the name does not say. */
  readonly hint?: string | undefined;
  /** The letter that does the same while the focus is in the call. */
  readonly key?: string | undefined;
  /** Of what is on or off: whether it is on. */
  readonly pressed?: boolean | undefined;
  /** Of what opens a sheet: whether it is open. */
  readonly expanded?: boolean | undefined;
  /** How much is new behind it. */
  readonly badge?: number | undefined;
  run(this: void): void;
}

/** The controls of a call that works: only what this call, this device and this browser can do. */
export const controls = (view: CallView): Control[] => {
  const { state, localizer, able, act } = view;
  const { call } = state;
  const started = state.phase === 'connected' || state.phase === 'reconnecting';
  const text = (key: StringKey): string => localizer.text(key);
  const sheet = (id: Sheet & CallIcon, key?: string): Control => ({
    id,
    icon: id,
    text: text(`call.${id}`),
    key,
    expanded: view.sheet === id,
    run: () => act.show(id),
  });
  const list: (Control | false)[] = [
    // Who only watches sends nothing.
    !call.room?.audience && device(view, 'audio'),
    !call.room?.audience && device(view, 'video'),
    started &&
      call.can.shareScreen &&
      able.share && {
        id: 'share',
        icon: 'share',
        text: text('call.share'),
        key: 'S',
        pressed: call.sharing !== 'off',
        run: () => act.share(call.sharing === 'off'),
      },
    started && call.can.digits && sheet('keypad', 'K'),
    started &&
      call.can.text && {
        ...sheet('texts', 'T'),
        text:
          view.unread > 0 ? localizer.plural('call.texts-new', view.unread) : text('call.texts'),
        badge: view.unread,
      },
    started && (call.participants.length > 2 || call.room !== undefined) && sheet('people', 'P'),
    started &&
      call.can.raiseHand && {
        id: 'hand',
        icon: 'hand',
        text: text('call.hand'),
        key: 'R',
        pressed: call.handRaised,
        run: () => act.raiseHand(!call.handRaised),
      },
    started &&
      call.captions.length > 0 && {
        id: 'captions',
        icon: 'captions',
        text: text('call.captions'),
        key: 'C',
        pressed: view.captions,
        run: act.captions,
      },
    started && call.layouts.length > 1 && sheet('layout', 'L'),
    started &&
      call.can.hold && {
        id: 'hold',
        icon: 'hold',
        text: text('call.hold'),
        key: 'H',
        pressed: call.held,
        run: () => act.hold(!call.held),
      },
    started &&
      call.room !== undefined &&
      call.room.can.lock && {
        id: 'lock',
        icon: 'lock',
        text: text('call.lock'),
        pressed: call.room.locked,
        run: () => act.lock(!call.room?.locked),
      },
    started &&
      call.room !== undefined &&
      call.room.can.record && {
        id: 'record',
        icon: 'record',
        text: text('call.record'),
        pressed: call.room.recording !== 'off',
        run: () => act.record(call.room?.recording === 'off' ? 'on' : 'off'),
      },
    able.full && {
      id: 'full',
      icon: 'full',
      text: text('call.full'),
      key: 'F',
      pressed: view.isFull,
      run: act.full,
    },
    able.floating &&
      view.picture && {
        id: 'floating',
        icon: 'floating',
        text: text('call.floating'),
        pressed: view.isFloating,
        run: act.floating,
      },
    view.devices.length > 0 && !call.room?.audience && sheet('devices', 'D'),
  ];
  return list.filter((control) => control !== false);
};

const device = ({ state, localizer, act }: CallView, kind: MediaKind): Control => {
  const sound = kind === 'audio';
  const name = sound ? 'microphone' : 'camera';
  const on = state.media[name] === 'on';
  const hint = sound
    ? (`call.microphone-${on ? 'off' : 'on'}` as const)
    : (`call.camera-turn-${on ? 'off' : 'on'}` as const);
  return {
    id: name,
    icon: on ? name : `${name}-off`,
    text: localizer.text(`call.${name}`),
    hint: localizer.text(hint),
    key: sound ? 'M' : 'V',
    pressed: on,
    run: () => act.toggle(kind),
  };
};

/** Which controls are in the bar, and which are behind "More" because there is no room for them. */
export const fit = (
  all: readonly Control[],
  slots: number,
): { shown: readonly Control[]; rest: readonly Control[] } => {
  const room = all.length <= slots ? all.length : Math.max(0, slots - 1);
  return { shown: all.slice(0, room), rest: all.slice(room) };
};
