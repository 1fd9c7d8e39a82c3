import type { CallWishes, PhoneControls, PhoneState } from '../../../core/call/phone-state.js';
import type { ReadonlyStore } from '../../../core/store.js';
import type { Localizer } from '../../../i18n/localizer.js';
import type { RtError } from '../../../protocol/errors.js';
import type { CallLook } from '../../../ui/call/call-look.js';

/** How an element's attributes say that calls look and begin. */
export interface CallSettings {
  /** The words on the button that calls; empty: the usual ones. */
  readonly label: string;
  /** `inline` fills the element's box, `modal` lies over the page, `button` is a card in its corner. */
  readonly mode: 'button' | 'inline' | 'modal';
  readonly destination: string;
  /** How calls are answered; only without `receiveOnly` and with `video` there is a choice. */
  readonly wishes: CallWishes;
  /** The id of the speaker; empty: the browser's choice. */
  readonly audioOutput: string;
}

/** What a call's screen needs of the element that shows it. */
export interface CallScreenHost {
  /** Where it renders: an element of its own within the shadow root, which has adopted `screenStyles`. */
  readonly root: HTMLElement;
  readonly element: HTMLElement;
  readonly phone: PhoneControls & { readonly state: ReadonlyStore<PhoneState> };
  /** Its layers hold `screenTexts`. */
  readonly localizer: Localizer;
  readonly settings: CallSettings;
  /** How running calls look, where it is not our own way. */
  readonly look?: CallLook | undefined;
  /** Places the call: after the check of devices, and again after its end. */
  redial(): void;
  /** Tells the page of something that went wrong during a call. */
  report(error: RtError): void;
  /** The panel has closed with the focus in it: gives it back to the trigger. */
  restoreFocus(): void;
}
