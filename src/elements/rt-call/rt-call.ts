import { adoptStyles, type PropertyDeclarations } from '@lit/reactive-element';
import { loadCalls, warmCalls } from '../../adapters/call-registry.js';
import { embedGrants } from '../../core/call/embed-token.js';
import type { MediaKind } from '../../core/call/call-state.js';
import { Phone } from '../../core/call/phone.js';
import type { CallWishes, Phase, PhoneState } from '../../core/call/phone-state.js';
import { systemClock } from '../../core/clock.js';
import type { Account } from '../../core/connection-pool.js';
import type { ElementState } from '../../core/connection-state.js';
import { Store } from '../../core/store.js';
import { RtBeforeCallEvent } from '../../events/rt-before-call-event.js';
import { RtCallEndEvent } from '../../events/rt-call-end-event.js';
import { RtCallStartEvent } from '../../events/rt-call-start-event.js';
import { RtErrorEvent } from '../../events/rt-error-event.js';
import { RtIncomingCallEvent } from '../../events/rt-incoming-call-event.js';
import { RtStateChangeEvent } from '../../events/rt-state-change-event.js';
import { callIdleTexts } from '../../i18n/call-idle-texts.js';
import type { Strings } from '../../i18n/english.js';
import { pageDefaults } from '../../page.js';
import { RtError, toRtError } from '../../protocol/errors.js';
import { theme } from '../../ui/theme.js';
import { lines } from '../lines.js';
import { parseFields, RtBase } from '../rt-base.js';
import { statusOf } from './call-status.js';
import { makeParts, type Parts } from './parts.js';
import { styles } from './rt-call.styles.js';
import type { CallScreen } from './screen/call-screen.js';
import type { CallScreenHost, CallSettings } from './screen/call-screen-host.js';

type ScreenModule = typeof import('./screen/call-screen.js');

/** The provider whose code is fetched early where neither the element nor the page names one. */
const usual = 'signalwire-v4';

/**
 * A button, and the voice or video call behind it.
 *
 * Until the visitor means to call, nothing is asked for: no token, no device, no code of a provider.
 */
export class RtCall extends RtBase {
  static override styles = [theme, styles];

  static override properties: PropertyDeclarations = {
    destination: {},
    noVideo: { type: Boolean, attribute: 'no-video' },
    noAudio: { type: Boolean, attribute: 'no-audio' },
    receiveOnly: { type: Boolean, attribute: 'receive-only' },
    incoming: { type: Boolean },
    autoAnswer: { type: Boolean, attribute: 'auto-answer' },
    checkDevices: { type: Boolean, attribute: 'check-devices' },
    label: {},
    mode: { reflect: true, useDefault: true },
    userVariables: { attribute: 'user-variables' },
    embedToken: { attribute: 'embed-token' },
    host: {},
    audioInput: { attribute: 'audio-input' },
    videoInput: { attribute: 'video-input' },
    audioOutput: { attribute: 'audio-output' },
  };

  /** Whom to call, as the service spells it: `/public/support`, `/private/ada`. */
  destination = '';

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

  protected override texts: Strings = callIdleTexts;

  readonly #phone = new Phone({
    account: () => this.account(),
    loadCalls,
    clock: systemClock,
  });
  readonly #own = { state: new Store<{ status: ElementState }>({ status: 'idle' }) };
  #parts: Parts | undefined;
  #screen: CallScreen | undefined;
  #loading: Promise<ScreenModule> | undefined;
  #shown: PhoneState = this.#phone.state.value;

  constructor() {
    super();
    // For good: nobody but this element holds the phone.
    this.#phone.state.subscribe(this.#onPhone);
  }

  /** What the element is doing. */
  get phase(): Phase {
    return this.#phone.state.value.phase;
  }

  /** Whether a call is up, or, of an element that can be called, its line. */
  override get connectionState(): ElementState {
    return statusOf(this.#phone.state.value);
  }

  /** The same in words, in the element's language; empty where there is nothing to say. */
  get statusText(): string {
    const { phase, line, peer } = this.#phone.state.value;
    if (phase === 'idle' || phase === 'checking') {
      return this.incoming ? this.localizer.text(`call.line.${line}`) : '';
    }
    // The words come with the screen.
    return this.#screen ? this.localizer.text(`call.${phase}`, { name: peer.name }) : '';
  }

  /**
   * Calls. Settles within 90 s: when the call is connected, when it was hung up here meanwhile, or when
   * a listener has cancelled `rt-before-call`.
   * @param destination whom; default: the attribute's
   * @throws RtError `config/*`, `call/*`, `media/*`, `token/*`, `connection/*`
   */
  async dial(destination = this.destination): Promise<void> {
    const wishes = this.#wishes();
    if (!destination) {
      throw new RtError('config/missing-attribute', {
        message: 'The attribute "destination" is missing.',
        remediation: 'Set it to the address to call.',
      });
    }
    const event = new RtBeforeCallEvent({ destination });
    if (!this.dispatchEvent(event)) return;
    await this.#phone.dial(event.detail.destination, wishes);
  }

  /**
   * Takes the call that rings. Settles as `dial()`.
   * @param options `video: false` answers without the camera
   * @throws RtError as `dial()`; `call/no-call` where none rings
   */
  async answer({ video = true }: { video?: boolean } = {}): Promise<void> {
    const wishes = this.#wishes();
    await this.#phone.answer({ ...wishes, video: wishes.video && video });
  }

  /** Declines the call that rings. */
  async reject(): Promise<void> {
    await this.#phone.reject();
  }

  /** Ends whatever is under way; camera and microphone are released at once. Settles within 5 s, never rejects. */
  async hangup(): Promise<void> {
    await this.#phone.hangup();
  }

  /** Turns microphone (`audio`) or camera (`video`) off or on. @throws CallError `call/no-call`, `media/*` */
  async setMuted(kind: MediaKind, muted: boolean): Promise<void> {
    await this.#phone.setMuted(kind, muted);
  }

  /** Sends DTMF: `0`-`9`, `*`, `#`, `A`-`D`. @throws CallError `call/no-call`, `call/unsupported` */
  async sendDigits(digits: string): Promise<void> {
    await this.#phone.sendDigits(digits);
  }

  /** Lets the visitor pick a screen to share; `false` stops. @throws CallError `call/no-call`, `media/share-failed` */
  async shareScreen(on = true): Promise<void> {
    await this.#phone.shareScreen(on);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('pagehide', this.#onPageHide);
    // What was left when the element was taken off the page.
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // A task later: an element that is only moved is back by then.
    systemClock.after(0, () => {
      if (!this.isConnected) void this.#leave();
    });
  }

  async #leave(): Promise<void> {
    removeEventListener('pagehide', this.#onPageHide);
    this.#phone.listen(false);
    await this.#phone.hangup();
    if (this.isConnected) return;
    this.#phone.dismiss();
    this.#screen?.dispose();
    this.#screen = undefined;
  }

  /** Where grants come from: the token route, or the host of an embed token. */
  protected override account(): Account {
    if (!this.embedToken) return super.account();
    if (!this.host) {
      throw new RtError('config/missing-attribute', {
        message: 'The attribute "host" is missing.',
        remediation: 'Set it to the host that knows the embed token.',
      });
    }
    return {
      source: {
        credentials: 'same-origin',
        getToken: embedGrants(this.host, this.embedToken),
        fallback: {},
      },
      request: {},
    };
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot();
    const parts = (this.#parts = makeParts(root));
    parts.idle.addEventListener('click', this.#onTrigger);
    for (const sign of ['pointerenter', 'focusin', 'touchstart']) {
      parts.idle.addEventListener(sign, this.#warm, { passive: true });
    }
    return root;
  }

  protected override updated(): void {
    if (this.isConnected) this.#phone.listen(this.incoming);
    this.#show();
  }

  #show(): void {
    const parts = this.#parts;
    if (!parts) return;
    const { localizer, incoming, destination } = this;
    const { phase, line } = this.#phone.state.value;
    const idle = phase === 'idle';
    const opening = !idle && !this.#screen;
    parts.label.textContent = opening
      ? localizer.text('call.opening')
      : this.label || localizer.text('call.start');
    parts.trigger.ariaBusy = String(opening);
    parts.trigger.hidden = incoming && !destination;
    parts.idle.hidden = this.mode === 'inline' && !idle && !opening;
    parts.reach.hidden = !incoming;
    const reach = incoming ? localizer.text(`call.line.${line}`) : '';
    // A live region is read again when it is written to.
    if (parts.reach.textContent !== reach) parts.reach.textContent = reach;
    this.setStates(phase, incoming && line === 'online' && 'reachable');
    if (opening) void this.#openScreen();
    this.#screen?.update();
  }

  #wishes(): CallWishes {
    const { receiveOnly } = this;
    return {
      audio: !this.noAudio && !receiveOnly,
      video: !this.noVideo && !receiveOnly,
      receiveOnly,
      audioInput: this.audioInput || undefined,
      videoInput: this.videoInput || undefined,
      userVariables: parseFields('user-variables', this.userVariables),
    };
  }

  #onPhone = (state: PhoneState): void => {
    const before = this.#shown;
    this.#shown = state;
    if (state.phase !== before.phase) this.#onPhase(state, before.phase);
    for (const error of [
      state.media.problem !== before.media.problem && state.media.problem,
      state.lineError !== before.lineError && state.lineError,
    ]) {
      if (error) this.dispatchEvent(new RtErrorEvent({ error }));
    }
    this.#count();
    this.requestUpdate();
  };

  /** Among what is live on the page as long as there is something to tell of. */
  #count(): void {
    const status = this.connectionState;
    if (this.#own.state.value.status !== status) this.#own.state.set({ status });
    const others = lines.value.filter((one) => one !== this.#own);
    const listed = others.length < lines.value.length;
    if (listed !== (status !== 'idle')) lines.set(listed ? others : [...others, this.#own]);
  }

  #onPhase(state: PhoneState, previous: Phase): void {
    const { phase, direction, peer, end } = state;
    this.dispatchEvent(new RtStateChangeEvent({ state: phase, previous }));
    if (phase === 'incoming') {
      this.dispatchEvent(new RtIncomingCallEvent({ peer, video: state.videoOffered }));
      if (this.autoAnswer) this.answer().catch(this.#report);
    } else if (phase === 'connected' && previous !== 'reconnecting') {
      this.dispatchEvent(new RtCallStartEvent({ direction, peer }));
    } else if (phase === 'ended' && end) {
      const { reason, duration, error } = end;
      this.dispatchEvent(new RtCallEndEvent({ reason, duration, error }));
    }
  }

  #onTrigger = (): void => {
    const { phase } = this;
    if (phase === 'idle' || phase === 'ended') this.#begin();
    else this.#screen?.focus();
  };

  /** Nobody waits for what a click began, so its failure is an event. */
  #begin(): void {
    const begun = this.checkDevices ? this.#phone.check(this.#wishes()) : this.dial();
    begun.catch(this.#report);
  }

  #report = (error: unknown): void => {
    this.dispatchEvent(new RtErrorEvent({ error: toRtError(error, 'call/failed') }));
  };

  /** Code only: a visitor who merely passes over the button gives no token and no device. */
  #warm = (): void => {
    warmCalls(this.provider || pageDefaults.value.provider || usual);
    // A failure shows when the screen is needed.
    this.#loadScreen().catch(() => undefined);
  };

  #loadScreen(): Promise<ScreenModule> {
    return (this.#loading ??= import('./screen/call-screen.js').catch((cause: unknown) => {
      this.#loading = undefined;
      throw new RtError('config/load-failed', {
        remediation: 'Check the network, and the files beside the script.',
        cause,
      });
    }));
  }

  /** Called until it is there: a call without a screen is one that nobody can end. */
  async #openScreen(): Promise<void> {
    try {
      const { CallScreen, screenStyles, screenTexts } = await this.#loadScreen();
      if (this.#screen || !this.#parts || !this.isConnected) return;
      this.texts = { ...callIdleTexts, ...screenTexts };
      adoptStyles(this.renderRoot as ShadowRoot, [...RtCall.elementStyles, ...screenStyles]);
      this.#screen = new CallScreen(this.#screenHost(this.#parts.screen));
      this.requestUpdate();
    } catch (error) {
      await this.#phone.hangup();
      this.#phone.dismiss();
      this.#report(error);
    }
  }

  #screenHost(root: HTMLElement): CallScreenHost {
    const element = this;
    return {
      root,
      element,
      phone: this.#phone,
      get localizer() {
        return element.localizer;
      },
      get settings() {
        return element.#settings;
      },
      redial: () => this.dial().catch(this.#report),
      report: this.#report,
      restoreFocus: () => this.#parts?.trigger.focus(),
    };
  }

  get #settings(): CallSettings {
    const { label, mode, destination, audioOutput } = this;
    return { label, mode, destination, audioOutput, wishes: this.#wishes() };
  }

  #onPageHide = (): void => {
    void this.#phone.hangup();
  };
}
