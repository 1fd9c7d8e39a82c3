import type { PropertyDeclarations } from '@lit/reactive-element';
import { loadCalls } from '../../adapters/call-registry.js';
import type { RoomControls } from '../../core/call/call-provider.js';
import type { MediaKind } from '../../core/call/call-state.js';
import type { Phase } from '../../core/call/phone-state.js';
import { systemClock } from '../../core/clock.js';
import type { ElementState } from '../../core/connection-state.js';
import { RtErrorEvent } from '../../events/rt-error-event.js';
import { callIdleTexts } from '../../i18n/call-idle-texts.js';
import type { Strings } from '../../i18n/english.js';
import { pageDefaults } from '../../page.js';
import { RtError, toRtError } from '../../protocol/errors.js';
import { theme } from '../../ui/theme.js';
import { parseFields, RtBase } from '../rt-base.js';
import type { CallDesk } from './call-desk.js';
import { makeParts, type Parts } from './parts.js';
import { styles } from './rt-call.styles.js';

type DeskModule = { CallDesk: typeof CallDesk };

/** The provider whose code is fetched early where neither the element nor the page names one. */
const usual = 'signalwire-v4';

/** From a failure to load the code to the next try of an element that can be called, ms. */
const retryAfter = 5_000;

/**
 * A button, and the voice or video call behind it.
 *
 * Until the visitor means to call, nothing is asked for: no token, no device, no code of a provider.
 *
 * @fires {RtBeforeCallEvent} rt-before-call - A call is about to be placed. Cancel it, or replace `detail.destination`.
 * @fires {RtCallStartEvent} rt-call-start - Sound and picture flow. Detail: `{ direction, peer }`.
 * @fires {RtCallEndEvent} rt-call-end - A call is over and every device given back. Detail: `{ reason, duration, error }`; `reason` is `hangup`, `remote-hangup`, `busy`, `declined`, `no-answer`, `canceled`, `not-found`, `lost` or `failed`, `duration` is in ms.
 * @fires {RtIncomingCallEvent} rt-incoming-call - It rings here. Detail: `{ peer, video }`.
 * @fires {RtStateChangeEvent} rt-state-change - The call, or the line of an element that can be called, is in another state. Detail: `{ state, previous }`, of the call.
 * @fires {RtErrorEvent} rt-error - Something went wrong that no caller's promise tells of. Detail: `{ error }`.
 *
 * @slot trigger - Takes the place of the button.
 * @slot background - Behind the button of `mode="inline"`.
 * @slot controls - More buttons in the bar of a running call.
 *
 * @csspart trigger - The button.
 * @csspart reach - Says whether one can be called here, or why no call is possible.
 * @csspart panel - The whole of a call.
 * @csspart stage - The dark ground of a running call.
 * @csspart scene - The picture with all that lies on it.
 * @csspart video - The far end’s picture.
 * @csspart poster - What is shown in place of a picture.
 * @csspart avatar - The initial of a person.
 * @csspart status - The words for how far the call is.
 * @csspart layer - One person’s place in the picture of a room.
 * @csspart name - The name of a person.
 * @csspart header - The line on top of a call.
 * @csspart timer - How long the call lasts.
 * @csspart quality - The mark of the connection’s quality.
 * @csspart resize - The button that makes a call over the page small.
 * @csspart banner - A line that tells of something during a call.
 * @csspart action - The button in a banner.
 * @csspart dismiss - The button that puts a banner away.
 * @csspart bar - The row of controls.
 * @csspart control - One control; also `control-microphone`, `-camera`, `-share`, `-keypad`, `-texts`, `-people`, `-hand`, `-captions`, `-layout`, `-hold`, `-lock`, `-record`, `-full`, `-floating`, `-devices`, `-more`.
 * @csspart hangup - The button that ends the call.
 * @csspart self-view - One’s own picture.
 * @csspart captions - What is said, in letters.
 * @csspart sheet - What a control opens: keypad, devices, texts, people.
 * @csspart close - The button that closes.
 * @csspart item - One line of a sheet.
 * @csspart key - One key of the keypad.
 * @csspart digits - The digits that were sent.
 * @csspart select - A list of devices or layouts.
 * @csspart text-log - The texts of the call.
 * @csspart text - One text.
 * @csspart text-input - The field for a text.
 * @csspart text-send - The button that sends a text.
 * @csspart check - The check of devices.
 * @csspart preview - One’s own picture in the check.
 * @csspart meter - The level of the microphone.
 * @csspart problem - What is wrong with a device.
 * @csspart cancel - The button that leaves the check.
 * @csspart join - The button that calls after the check.
 * @csspart incoming - The call that rings.
 * @csspart decline - The button that declines.
 * @csspart answer - The button that answers.
 * @csspart answer-audio - The button that answers without a camera.
 * @csspart ended - The end of a call.
 * @csspart reason - Why it ended.
 * @csspart help - What one can do about it.
 * @csspart duration - How long it lasted.
 * @csspart again - The button that calls again.
 *
 * @cssprop [--rt-height=32rem] - Height of a call with `mode="inline"`.
 * @cssprop [--rt-call-card-width=25rem] - Width of the card of `mode="button"`.
 * @cssprop [--rt-call-card-height=32rem] - Height of that card.
 * @cssprop [--rt-call-background] - Ground of a running call.
 * @cssprop [--rt-call-color] - Text on it.
 * @cssprop [--rt-call-focus-color] - The ring around what has the focus on it.
 * @cssprop [--rt-call-end-background] - Ground of the buttons that end or decline.
 * @cssprop [--rt-call-end-color] - Text on them.
 * @cssprop [--rt-call-answer-background] - Ground of the button that answers.
 * @cssprop [--rt-call-answer-color] - Text on it.
 * @cssprop [--rt-call-off-background] - Ground of a microphone or camera that is off.
 * @cssprop [--rt-call-off-color] - Its picture.
 * @cssprop [--rt-color-accent] - Ground of buttons.
 * @cssprop [--rt-color-on-accent] - Text on the accent.
 * @cssprop [--rt-color-text] - Text.
 * @cssprop [--rt-color-muted] - Text that matters less.
 * @cssprop [--rt-color-surface] - Ground of dialogs.
 * @cssprop [--rt-color-raised] - Ground of the idle box.
 * @cssprop [--rt-color-border] - Lines.
 * @cssprop [--rt-color-focus] - The ring around what has the focus.
 * @cssprop [--rt-font=inherit] - Font family.
 * @cssprop [--rt-radius=12px] - Corner radius.
 *
 * @cssstate idle - There is no call.
 * @cssstate checking - The visitor looks at camera and microphone.
 * @cssstate incoming - It rings here.
 * @cssstate preparing - Token, code and devices are being got.
 * @cssstate dialing - The service is asked.
 * @cssstate ringing - It rings at the far end.
 * @cssstate connecting - It was answered.
 * @cssstate connected - Sound and picture flow.
 * @cssstate reconnecting - They did a moment ago.
 * @cssstate ending - It is being hung up.
 * @cssstate ended - It is over; the screen says why.
 * @cssstate reachable - Calls can come in.
 */
export class RtCall extends RtBase {
  static override styles = [theme, styles];

  static override properties: PropertyDeclarations = {
    destination: {},
    room: {},
    noVideo: { type: Boolean, attribute: 'no-video' },
    noAudio: { type: Boolean, attribute: 'no-audio' },
    receiveOnly: { type: Boolean, attribute: 'receive-only' },
    incoming: { type: Boolean },
    autoAnswer: { type: Boolean, attribute: 'auto-answer' },
    checkDevices: { type: Boolean, attribute: 'check-devices' },
    label: {},
    mode: {},
    userVariables: { attribute: 'user-variables' },
    embedToken: { attribute: 'embed-token' },
    host: {},
    audioInput: { attribute: 'audio-input' },
    videoInput: { attribute: 'video-input' },
    audioOutput: { attribute: 'audio-output' },
    kit: {},
  };

  /** Whom to call, as the service spells it: `/public/support`, `/private/ada`. */
  destination = '';

  /** The video room to enter, where the provider has such rooms, in place of a destination. */
  room = '';

  /** Calls without a camera. */
  noVideo = false;

  /** Calls without a microphone. */
  noAudio = false;

  /** Asks for no device: the visitor only sees and hears. */
  receiveOnly = false;

  /** Can be called: it keeps a line open while it is on the page. */
  incoming = false;

  /** Takes incoming calls without asking the visitor. For kiosks and intercoms. */
  autoAnswer = false;

  /** Shows camera and microphone before the call is placed. */
  checkDevices = false;

  /** The words on the button. */
  label = '';

  /** Where the call is shown: in a card over the page, in the element's own box, or in a dialog. */
  mode: 'button' | 'inline' | 'modal' = 'button';

  /** What the far end is told with the call, as a JSON object. */
  userVariables = '';

  /** A public embed token (`c2c_…`, `c2t_…`) in place of a token route. */
  embedToken = '';

  /** The host that knows the embed token, such as `example.signalwire.com`. */
  host = '';

  /** Id of the microphone to use. Empty: the browser's choice. */
  audioInput = '';

  /** Id of the camera to use. Empty: the browser's choice. */
  videoInput = '';

  /** Id of the speaker to use, where the browser can choose. Empty: its own choice. */
  audioOutput = '';

  /** Whose elements show a running call: `signalwire`, where the page brings those. Empty: our own. */
  kit: '' | 'signalwire' = '';

  protected override texts: Strings = callIdleTexts;
  readonly #loadCalls: typeof loadCalls;
  #parts: Parts | undefined;
  /** The phone and its screen, in a chunk of their own: there is none before somebody means to call. */
  #desk: CallDesk | undefined;
  #loading: Promise<DeskModule> | undefined;
  /** What waits for the desk to be loaded; a hang-up makes it undefined. */
  #opening: object | undefined;
  /** Why there is no desk. */
  #problem: RtError | undefined;
  /** Waits for the next try to be reachable. */
  #resting = false;

  /** @param load finds a provider's code; one of its own is for tests */
  constructor(load = loadCalls) {
    super();
    this.#loadCalls = load;
  }

  /** What the element is doing. */
  get phase(): Phase {
    return this.#desk?.state.phase ?? (this.#opening ? 'preparing' : 'idle');
  }

  /** Whether a call is up, or, of an element that can be called, its line. */
  override get connectionState(): ElementState {
    return this.#desk?.status ?? (this.#opening ? 'connecting' : 'idle');
  }

  /** The same in words, in the element's language; empty where there is nothing to say. */
  get statusText(): string {
    return this.#desk?.statusText ?? '';
  }

  /**
   * Calls. Settles within 90 s: when the call is connected, when it was hung up here meanwhile, or when
   * a listener has cancelled `rt-before-call`.
   * @param destination whom, or which room; default: the attribute's
   * @throws RtError `config/*`, `call/*`, `media/*`, `token/*`, `connection/*`; `call/failed` off the page
   */
  async dial(destination = this.destination || this.room): Promise<void> {
    if (!destination) {
      throw new RtError('config/missing-attribute', {
        message: 'The attribute "destination" is missing.',
        remediation: 'Set it to the address to call.',
      });
    }
    await (await this.#open())?.dial(destination);
  }

  /**
   * Takes the call that rings. Settles as `dial()`.
   * @param options `video: false` answers without the camera
   * @throws RtError as `dial()`; `call/no-call` where none rings
   */
  async answer(options: { video?: boolean } = {}): Promise<void> {
    await (await this.#open())?.answer(options);
  }

  /** Declines the call that rings; without one nothing happens. */
  async reject(): Promise<void> {
    await this.#desk?.phone.reject();
  }

  /** Ends whatever is under way; camera and microphone are released at once. Settles within 5 s, never rejects. */
  async hangup(): Promise<void> {
    this.#opening = undefined;
    this.requestUpdate();
    await this.#desk?.phone.hangup();
  }

  /** Turns microphone (`audio`) or camera (`video`) off or on. @throws CallError `call/no-call`, `media/*` */
  async setMuted(kind: MediaKind, muted: boolean): Promise<void> {
    await (await this.#open())?.phone.setMuted(kind, muted);
  }

  /** Sends DTMF: `0`-`9`, `*`, `#`, `A`-`D`. @throws CallError `call/no-call`, `call/unsupported` */
  async sendDigits(digits: string): Promise<void> {
    await (await this.#open())?.phone.sendDigits(digits);
  }

  /** Lets the visitor pick a screen to share; `false` stops. @throws CallError `call/no-call`, `media/share-failed` */
  async shareScreen(on = true): Promise<void> {
    await (await this.#open())?.phone.shareScreen(on);
  }

  /** What one can do with the video room one is in. @throws CallError `call/no-call`, `call/unsupported` */
  get roomControls(): RoomControls {
    if (!this.#desk) throw new RtError('call/no-call', { message: 'There is no call.' });
    return this.#desk.phone.room();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('pagehide', this.#onPageHide);
    // Reachable again, after it was taken off the page.
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // A task later: an element that is only moved is back by then.
    systemClock.after(0, () => {
      if (this.isConnected) return;
      removeEventListener('pagehide', this.#onPageHide);
      this.#opening = undefined;
      void this.#desk?.leave();
    });
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot();
    const { idle } = (this.#parts = makeParts(root));
    idle.addEventListener('click', this.#onTrigger);
    for (const sign of ['pointerenter', 'pointerdown', 'focusin']) {
      idle.addEventListener(sign, this.#warm);
    }
    return root;
  }

  protected override updated(): void {
    const { mode } = this;
    // Styles look at the attribute.
    if (mode && mode !== (this.getAttribute('mode') ?? 'button')) this.setAttribute('mode', mode);
    if (this.incoming && this.isConnected && !this.#desk && !this.#opening && !this.#resting) {
      this.#open().catch((error: unknown) => this.report(toRtError(error, 'config/load-failed')));
    }
    this.#desk?.update();
    if (this.#parts) this.#show(this.#parts);
  }

  #show({ idle, trigger, label, reach }: Parts): void {
    const { localizer, incoming, phase } = this;
    const opening = this.#opening !== undefined && !incoming;
    label.textContent = opening
      ? localizer.text('call.opening')
      : this.label || localizer.text('call.start');
    trigger.ariaBusy = String(opening);
    trigger.hidden = incoming && !(this.destination || this.room);
    idle.hidden = this.mode === 'inline' && this.#desk !== undefined && phase !== 'idle';
    const line = this.#desk?.state.line ?? 'connecting';
    const words = this.#problem
      ? localizer.error(this.#problem)
      : incoming
        ? localizer.text(`call.line.${line}`)
        : '';
    // A live region is read again when it is written to.
    if (reach.textContent !== words) reach.textContent = words;
    this.setStates(phase, incoming && line === 'online' && 'reachable');
  }

  /** Undefined: nobody wants it any more. */
  async #open(): Promise<CallDesk | undefined> {
    if (!this.isConnected) {
      throw new RtError('call/failed', { message: 'The element is not on the page.' });
    }
    if (this.#desk) return this.#desk;
    const opening = (this.#opening ??= {});
    this.#problem = undefined;
    this.requestUpdate();
    try {
      const { CallDesk } = await this.#load();
      // Not yet rendered, where a page calls as soon as it has made the element.
      await this.updateComplete;
      if (this.#opening !== opening) return this.#desk;
      return (this.#desk = this.#setUp(CallDesk));
    } catch (error) {
      this.#problem = toRtError(error, 'config/load-failed');
      // An element that can be called goes on trying.
      this.#resting = true;
      systemClock.after(retryAfter, () => {
        this.#resting = false;
        this.requestUpdate();
      });
      throw this.#problem;
    } finally {
      if (this.#opening === opening) this.#opening = undefined;
      this.requestUpdate();
    }
  }

  #load(): Promise<DeskModule> {
    return (this.#loading ??= import('./call-desk.js').catch((cause: unknown) => {
      this.#loading = undefined;
      throw new RtError('config/load-failed', {
        remediation: 'Check the network, and the files beside the script.',
        retryable: true,
        cause,
      });
    }));
  }

  #setUp(Desk: typeof CallDesk): CallDesk {
    const parts = (this.#parts ??= makeParts(this.renderRoot));
    return new Desk({
      element: this,
      root: this.renderRoot as ShadowRoot,
      screen: parts.screen,
      styles: RtCall.elementStyles,
      loadCalls: this.#loadCalls,
      account: () => this.account(),
      localizer: (texts) => {
        this.texts = texts;
        return this.localizer;
      },
      userVariables: () => parseFields('user-variables', this.userVariables),
      restoreFocus: () => {
        // Still hidden, where a call has been shown in its place: then it could not take the focus.
        this.#show(parts);
        parts.trigger.focus();
      },
      changed: () => this.requestUpdate(),
    });
  }

  #onTrigger = (): void => {
    const { phase } = this;
    if (phase !== 'idle' && phase !== 'ended') this.#desk?.screen.focus();
    // Nobody waits for what a click began, so its failure is an event.
    else (this.checkDevices ? this.#check() : this.dial()).catch(this.#report);
  };

  async #check(): Promise<void> {
    await (await this.#open())?.check();
  }

  /** Code only: a visitor who merely passes over the button gives no token and no device. */
  #warm = (): void => {
    // An embed token is one of theirs, whatever the page uses else.
    const named = this.embedToken ? '' : this.provider || pageDefaults.value.provider;
    // A failure shows when it is needed.
    this.#loadCalls(named || usual).catch(() => undefined);
    this.#load().catch(() => undefined);
  };

  #report = (error: unknown): void => {
    if (this.#desk) this.#desk.fail(error);
    else this.dispatchEvent(new RtErrorEvent({ error: toRtError(error, 'config/load-failed') }));
  };

  #onPageHide = (): void => {
    void this.hangup();
  };
}
