import { adoptStyles, type CSSResultOrNative } from '@lit/reactive-element';
import type { loadCalls } from '../../adapters/call-registry.js';
import { embedGrants } from '../../core/call/embed-token.js';
import { Phone } from '../../core/call/phone.js';
import type { CallWishes, Phase, PhoneState } from '../../core/call/phone-state.js';
import type { Account } from '../../core/connection-pool.js';
import type { ElementState } from '../../core/connection-state.js';
import { liveList } from '../../core/live-list.js';
import { Store } from '../../core/store.js';
import { RtBeforeCallEvent } from '../../events/rt-before-call-event.js';
import { RtCallEndEvent } from '../../events/rt-call-end-event.js';
import { RtCallStartEvent } from '../../events/rt-call-start-event.js';
import { RtErrorEvent } from '../../events/rt-error-event.js';
import { RtIncomingCallEvent } from '../../events/rt-incoming-call-event.js';
import { RtStateChangeEvent } from '../../events/rt-state-change-event.js';
import { callIdleTexts } from '../../i18n/call-idle-texts.js';
import type { Strings } from '../../i18n/english.js';
import type { Localizer } from '../../i18n/localizer.js';
import { RtError, toRtError } from '../../protocol/errors.js';
import { statusOf } from './call-status.js';
import { Kit } from './kit.js';
import type { RtCall } from './rt-call.js';
import { CallScreen, screenStyles, screenTexts } from './screen/call-screen.js';

/** What a desk needs of the element that it is part of, besides its properties. */
export interface DeskHost {
  readonly element: RtCall;
  /** The element's shadow root, with the node where calls are shown. */
  readonly root: ShadowRoot;
  readonly screen: HTMLElement;
  /** The element's own styles; those of the screen come on top. */
  readonly styles: readonly CSSResultOrNative[];
  /** Finds a provider's code. */
  readonly loadCalls: typeof loadCalls;
  /** The token route. @throws RtError `config/*` */
  account(): Account;
  /** Texts and formats, with these as the built-in ones. */
  localizer(texts: Strings): Localizer;
  /** The fields of `user-variables`. @throws RtError `config/bad-attribute` */
  userVariables(): Record<string, unknown>;
  /** Gives the focus back to what began the call. */
  restoreFocus(): void;
  /** Something has changed that the element shows. */
  changed(): void;
}

const texts = { ...callIdleTexts, ...screenTexts };

/** A phone and its screen behind an `<rt-call>`: does what the attributes say, tells the page of it. */
export class CallDesk {
  readonly phone: Phone;
  readonly screen: CallScreen;
  readonly #host: DeskHost;
  readonly #kit = new Kit({
    changed: () => this.#dress(),
    failed: (error) => this.fail(error),
  });
  readonly #line = { state: new Store<{ status: ElementState }>({ status: 'idle' }) };
  #seen: PhoneState;
  /** Whose calls come in here. */
  #listening: string | undefined;
  /** What was told last: some errors come both by a rejection and by the phone's state. */
  #told: unknown;

  constructor(host: DeskHost) {
    this.#host = host;
    this.phone = new Phone({ account: () => this.#account(), loadCalls: host.loadCalls });
    this.#seen = this.phone.state.value;
    // For good: nobody but this element holds the phone.
    this.phone.state.subscribe(this.#onPhone);
    adoptStyles(host.root, [...host.styles, ...screenStyles]);
    this.screen = new CallScreen(this.#screenHost());
  }

  get state(): PhoneState {
    return this.phone.state.value;
  }

  get status(): ElementState {
    return statusOf(this.state);
  }

  get statusText(): string {
    const { phase, line, peer } = this.state;
    const { localizer } = this;
    if (phase !== 'idle' && phase !== 'checking') {
      return localizer.text(`call.${phase}`, { name: peer.name || localizer.text('call.someone') });
    }
    return this.#host.element.incoming ? localizer.text(`call.line.${line}`) : '';
  }

  get localizer(): Localizer {
    return this.#host.localizer(texts);
  }

  /** Follows the attributes; called after each change of them and of the phone. */
  update(): void {
    const { element } = this.#host;
    if (element.isConnected) this.#listen(element.incoming);
    this.screen.update();
  }

  /** @throws RtError as `RtCall.dial()` */
  async dial(destination: string): Promise<void> {
    const wishes = this.#wishes();
    const event = new RtBeforeCallEvent({ destination });
    if (!this.#host.element.dispatchEvent(event)) return;
    await this.phone.dial(event.detail.destination, wishes);
  }

  /** @throws RtError as `RtCall.answer()` */
  async answer({ video = true }: { video?: boolean | undefined }): Promise<void> {
    const wishes = this.#wishes();
    await this.phone.answer({ ...wishes, video: wishes.video && video });
  }

  /** @throws CallError `media/*` */
  async check(): Promise<void> {
    await this.phone.check(this.#wishes());
  }

  /** The element has left the page. */
  async leave(): Promise<void> {
    this.#listen(false);
    await this.phone.hangup();
    if (!this.#host.element.isConnected) this.phone.dismiss();
  }

  /** Be reachable, as whoever the attributes name now. */
  #listen(on: boolean): void {
    const who = on ? this.#who() : undefined;
    if (who !== this.#listening) this.phone.listen(false);
    this.#listening = who;
    this.phone.listen(on);
  }

  #who(): string {
    try {
      return JSON.stringify(this.#account());
    } catch {
      return ''; // the line tells what is wrong, as soon as it asks
    }
  }

  #account(): Account {
    const { embedToken, host } = this.#host.element;
    if (!embedToken) {
      const { room } = this.#host.element;
      const account = this.#host.account();
      return room ? { ...account, request: { ...account.request, room } } : account;
    }
    if (!host) {
      throw new RtError('config/missing-attribute', {
        message: 'The attribute "host" is missing.',
        remediation: 'Set it to the host that knows the embed token.',
      });
    }
    const getToken = embedGrants(host, embedToken);
    return { source: { credentials: 'same-origin', getToken, fallback: {} }, request: {} };
  }

  /** @throws RtError `config/bad-attribute` */
  #wishes(): CallWishes {
    return { ...this.#devices(), userVariables: this.#host.userVariables() };
  }

  #devices(): CallWishes {
    const { noAudio, noVideo, receiveOnly, audioInput, videoInput } = this.#host.element;
    return {
      audio: !noAudio && !receiveOnly,
      video: !noVideo && !receiveOnly,
      receiveOnly,
      audioInput: audioInput || undefined,
      videoInput: videoInput || undefined,
    };
  }

  get #destination(): string {
    const { destination, room } = this.#host.element;
    return destination || room;
  }

  #screenHost(): ConstructorParameters<typeof CallScreen>[0] {
    const { element, screen, restoreFocus } = this.#host;
    const localizer = (): Localizer => this.localizer;
    const kit = this.#kit;
    const wishes = (): CallWishes => this.#devices();
    const destination = (): string => this.#destination;
    return {
      root: screen,
      element,
      phone: this.phone,
      get localizer() {
        return localizer();
      },
      get settings() {
        const { label, mode, audioOutput } = element;
        return { label, mode, destination: destination(), audioOutput, wishes: wishes() };
      },
      get look() {
        return kit.look;
      },
      redial: () => void this.dial(this.state.peer.address || this.#destination).catch(this.fail),
      report: this.fail,
      restoreFocus,
    };
  }

  #onPhone = (state: PhoneState): void => {
    const before = this.#seen;
    this.#seen = state;
    this.#count();
    // Before anybody hears of it: a page may answer or hang up then.
    if (isUp(state) && !isUp(before)) this.#kit.want(this.#host.element.kit);
    if (state.phase !== before.phase) this.#tell(state, before.phase);
    // Between calls the line is what there is to tell, to a status that follows it for example.
    else if (state.line !== before.line && ['idle', 'ended'].includes(state.phase)) {
      this.#tellState(state.phase, state.phase);
    }
    // What a call goes on with nobody's promise tells of.
    if (state.media.problem !== before.media.problem) this.fail(state.media.problem);
    if (state.lineError !== before.lineError) this.fail(state.lineError);
    this.#host.changed();
  };

  /** The look of another kit has come, perhaps in the middle of a call. */
  #dress(): void {
    const { root, styles, changed } = this.#host;
    adoptStyles(root, [...styles, ...screenStyles, ...(this.#kit.look?.styles ?? [])]);
    changed();
  }

  /** Among what is live on this page, as long as there is something to tell of. */
  #count(): void {
    const { status } = this;
    const line = this.#line;
    if (line.state.value.status !== status) line.state.set({ status });
    const others = liveList.value.filter((one) => one !== line);
    const listed = others.length < liveList.value.length;
    if (listed !== (status !== 'idle')) liveList.set(listed ? others : [...others, line]);
  }

  #tell({ phase, direction, peer, end, videoOffered: video }: PhoneState, previous: Phase): void {
    const { element } = this.#host;
    this.#tellState(phase, previous);
    if (phase === 'incoming') {
      element.dispatchEvent(new RtIncomingCallEvent({ peer, video }));
      if (element.autoAnswer) this.answer({}).catch(this.fail);
    } else if (phase === 'connected' && previous !== 'reconnecting') {
      element.dispatchEvent(new RtCallStartEvent({ direction, peer }));
    } else if (phase === 'ended' && end) {
      const { reason, duration, error } = end;
      element.dispatchEvent(new RtCallEndEvent({ reason, duration, error }));
    }
  }

  #tellState(state: Phase, previous: Phase): void {
    this.#host.element.dispatchEvent(new RtStateChangeEvent({ state, previous }));
  }

  /** Dispatches one `rt-error` for a problem that no caller's promise tells of. */
  readonly fail = (error: unknown): void => {
    if (error === undefined || error === this.#told) return;
    this.#told = error;
    this.#host.element.dispatchEvent(new RtErrorEvent({ error: toRtError(error, 'call/failed') }));
  };
}

/** A call is about to be, or under way. */
const isUp = ({ phase }: PhoneState): boolean => phase !== 'idle' && phase !== 'ended';
