import type { Ref } from 'lit/directives/ref.js';
import type { MediaKind, RoomJob } from '../../core/call/call-state.js';
import type { PhoneState } from '../../core/call/phone-state.js';
import type { Localizer } from '../../i18n/localizer.js';
import type { RtError } from '../../protocol/errors.js';

/** What can be open above the bar, one at a time. */
export type Sheet = 'more' | 'keypad' | 'texts' | 'people' | 'layout' | 'devices';

/** A microphone, camera or speaker. */
export interface DeviceChoice {
  readonly id: string;
  /** Empty while the browser does not tell. */
  readonly label: string;
}

/** The kinds of devices that one can choose of. */
export type DeviceKind = MediaKind | 'speaker';

/** The devices of one kind. */
export interface DeviceChoices {
  readonly kind: DeviceKind;
  readonly all: readonly DeviceChoice[];
  /** The id of the one in use. */
  readonly used: string;
}

/** Where templates put the elements that somebody else works on. */
export type Refs = Readonly<
  Record<
    'panel' | 'stage' | 'remote' | 'self' | 'selfVideo' | 'preview' | 'meter' | 'textLog',
    Taker
  >
>;

type Taker = Ref | ((element: Element | undefined) => void);

/** What can be done with a call; each is one thing that a visitor wants. */
export interface CallActions {
  call(this: void): void;
  answer(this: void, video: boolean): void;
  decline(this: void): void;
  hangup(this: void): void;
  dismiss(this: void): void;
  toggle(this: void, kind: MediaKind): void;
  share(this: void, on: boolean): void;
  hold(this: void, on: boolean): void;
  raiseHand(this: void, raised: boolean): void;
  layout(this: void, name: string): void;
  /** Turns somebody else's microphone or camera off. */
  muteMember(this: void, id: string, kind: MediaKind): void;
  removeMember(this: void, id: string): void;
  lock(this: void, locked: boolean): void;
  record(this: void, job: RoomJob): void;
  endStream(this: void): void;
  play(this: void, job: RoomJob): void;
  digit(this: void, digit: string): void;
  send(this: void, text: string): void;
  use(this: void, kind: DeviceKind, id: string): void;
  /** Opens a sheet, or closes it where it is open. */
  show(this: void, sheet: Sheet): void;
  closeSheet(this: void): void;
  captions(this: void): void;
  floating(this: void): void;
  full(this: void): void;
  /** Between a card and the whole page. */
  resize(this: void): void;
  unblock(this: void): void;
  forgive(this: void): void;
}

/** Everything that a call shows, and what can be done with it. */
export interface CallView {
  readonly state: PhoneState;
  readonly localizer: Localizer;
  /** Whom the call is with. */
  readonly name: string;
  /** The words on the button that calls; empty: the usual ones. */
  readonly label: string;
  /** ms since the epoch, for the timer. */
  readonly now: number;
  /** In the element's own box; else above the page: as a card, or over all of it. */
  readonly place: 'inline' | 'card' | 'page';
  /** Whether one can go from a card to the page and back. */
  readonly resizable: boolean;
  /** How many controls fit beside the one that hangs up. */
  readonly slots: number;
  readonly sheet: Sheet | undefined;
  /** Whether there is a picture of the far end to be seen. */
  readonly picture: boolean;
  /** Width by height of that picture. */
  readonly ratio: number;
  /** The browser does not let the far end be heard before a click. */
  readonly blocked: boolean;
  /** What went wrong while the call goes on. */
  readonly problem: RtError | undefined;
  readonly captions: boolean;
  /** How many texts came since one last looked. */
  readonly unread: number;
  /** The digits that were sent. */
  readonly typed: string;
  /** The newest caption or text, for a screen reader. */
  readonly heard: string;
  readonly devices: readonly DeviceChoices[];
  /** What this browser can do at all. */
  readonly able: { readonly share: boolean; readonly floating: boolean; readonly full: boolean };
  readonly isFloating: boolean;
  readonly isFull: boolean;
  /** Whether there is an address to call (again). */
  readonly callable: boolean;
  /** Whether an incoming call may be answered with our camera. */
  readonly videoWished: boolean;
  readonly refs: Refs;
  readonly act: CallActions;
}
