import { render } from 'lit/html.js';
import type { PhoneState } from '../../../core/call/phone-state.js';
import { systemClock } from '../../../core/clock.js';
import { toRtError } from '../../../protocol/errors.js';
import { barStyles } from '../../../ui/call/bar-styles.js';
import { callPanel } from '../../../ui/call/call-panel.js';
import type { CallView, Refs } from '../../../ui/call/call-view.js';
import { controls } from '../../../ui/call/controls.js';
import { leafStyles } from '../../../ui/call/leaf-styles.js';
import { overlayStyles } from '../../../ui/call/overlay-styles.js';
import { panelStyles } from '../../../ui/call/panel-styles.js';
import { sheetStyles } from '../../../ui/call/sheet-styles.js';
import { stageStyles } from '../../../ui/call/stage-styles.js';
import { callActions } from './call-actions.js';
import type { CallScreenHost } from './call-screen-host.js';
import { DeviceChooser } from './device-chooser.js';
import { PanelFrame } from './panel-frame.js';
import { Mirror, Player } from './player.js';
import { Ringer } from './ringer.js';
import { Room } from './room.js';
import { isLive, lastHeard, newScreen, showsPicture, type ScreenState } from './screen-state.js';
import { SelfView } from './self-view.js';
import { runShortcut } from './shortcuts.js';
import { TextLog } from './text-log.js';
import { Ticker } from './ticker.js';
import { VoiceMeter } from './voice-meter.js';
import { WholeView } from './whole-view.js';

export { callTexts as screenTexts } from '../../../i18n/call-texts.js';

/** The look of a call, for the shadow root that it is rendered in. */
export const screenStyles = [
  panelStyles,
  stageStyles,
  overlayStyles,
  barStyles,
  sheetStyles,
  leafStyles,
];

/** Shows a phone's calls, from the check of devices or the ringing to the end, and lets one act. */
export class CallScreen {
  readonly #host: CallScreenHost;
  readonly #player: Player;
  readonly #self = new Mirror();
  readonly #preview = new Mirror();
  readonly #selfView = new SelfView();
  readonly #meter = new VoiceMeter();
  readonly #textLog = new TextLog();
  readonly #ringer = new Ringer();
  readonly #whole: WholeView;
  readonly #devices: DeviceChooser;
  readonly #frame: PanelFrame;
  readonly #room: Room;
  readonly #ticker: Ticker;
  readonly #refs: Refs;
  #own: ScreenState = newScreen;
  #shown: PhoneState['phase'] = 'idle';

  constructor(host: CallScreenHost) {
    this.#host = host;
    const changed = (): void => this.update();
    const failed = (error: unknown): void => this.#fail(error);
    this.#player = new Player({ changed, failed });
    this.#whole = new WholeView({ changed, video: () => this.#player.video });
    this.#devices = new DeviceChooser(changed);
    this.#room = new Room(changed);
    this.#ticker = new Ticker(changed);
    this.#frame = new PanelFrame({
      escape: () => this.#escape(),
      key: (event) => this.#key(event),
    });
    this.#refs = {
      panel: this.#frame.take,
      stage: (element) => {
        this.#whole.take(element);
        this.#room.take(element);
      },
      remote: this.#player.take,
      self: this.#selfView.take,
      selfVideo: this.#self.take,
      preview: this.#preview.take,
      meter: this.#meter.take,
      textLog: this.#textLog.take,
    };
  }

  get #state(): PhoneState {
    return this.#host.phone.state.value;
  }

  readonly #act = callActions({
    host: () => this.#host,
    own: () => this.#own,
    set: (part) => this.#set(part),
    fail: (error) => this.#fail(error),
    focusControl: (id) => this.#focusControl(id),
    pressKey: (digit) => this.#pressKey(digit),
    player: () => this.#player,
    whole: () => this.#whole,
  });

  /** Shows what is; call it after each change of the phone, and of what the host tells. */
  update(): void {
    const state = this.#state;
    const before = this.#shown;
    const begins = state.phase !== before && (before === 'idle' || before === 'ended');
    if (begins) this.#own = newScreen;
    this.#shown = state.phase;
    if (!isLive(state)) this.#whole.leave();
    if (!isLive(state) && this.#own.sheet) this.#own = { ...this.#own, sheet: undefined };
    if (this.#own.sheet === 'texts') this.#own = { ...this.#own, read: state.call.texts.length };
    this.#serve(state);
    const focused = this.#frame.focused;
    const view = this.#view(state);
    render(callPanel(view, this.#host.look), this.#host.root, { host: this.#host.element });
    if (state.phase === 'idle') {
      if (focused) this.#host.restoreFocus();
      return;
    }
    this.#textLog.follow(state.call.texts.length);
    this.#frame.open(view.place);
    if (begins) this.#frame.enter();
    // A control that goes away must not take the focus with it.
    else if (focused && !this.#frame.focused) this.#frame.focus();
  }

  /** Puts the focus into the panel, where there is one. */
  focus(): void {
    this.#frame.focus();
  }

  /** Lets what is not rendered follow the phone. */
  #serve(state: PhoneState): void {
    const { phase, media, call } = state;
    const live = isLive(state);
    const checking = phase === 'checking';
    this.#player.play(live ? call.remote : undefined);
    this.#player.speak(this.#speaker);
    this.#self.show(live ? media.video : undefined);
    this.#preview.show(checking ? media.video : undefined);
    this.#meter.listen(checking ? media.audio : undefined);
    this.#devices.watch(live || checking ? media : undefined);
    this.#ringer.ring(phase);
    this.#ticker.run(
      live ? state.connectedAt : phase === 'incoming' ? state.ringsUntil : undefined,
    );
  }

  #view(state: PhoneState): CallView {
    const { settings, localizer } = this.#host;
    const { sheet, typed, captions, small, read, failure, forgiven } = this.#own;
    const overPage = settings.mode === 'modal' && state.phase !== 'incoming';
    const problem = [failure, state.media.problem].find((one) => one && one !== forgiven);
    const { name, address } = state.peer;
    return {
      state,
      localizer,
      name: name || farName(state) || addressName(address) || localizer.text('call.someone'),
      label: settings.label,
      now: systemClock.now(),
      place: settings.mode === 'inline' ? 'inline' : overPage && !small ? 'page' : 'card',
      resizable: overPage,
      slots: this.#room.slots,
      sheet,
      picture: this.#player.picture && showsPicture(state),
      ratio: this.#player.ratio,
      blocked: this.#player.blocked,
      problem,
      captions,
      unread: Math.max(0, state.call.texts.length - read),
      typed,
      heard: lastHeard(state, this.#own),
      devices: this.#devices.choices(state.media, this.#speaker),
      able: {
        share: 'getDisplayMedia' in (navigator.mediaDevices ?? {}),
        floating: this.#whole.canFloat,
        full: this.#whole.canFull,
      },
      isFloating: this.#whole.isFloating,
      isFull: this.#whole.isFull,
      callable: address !== '' || settings.destination !== '',
      videoWished: settings.wishes.video && !settings.wishes.receiveOnly,
      refs: this.#refs,
      act: this.#act,
    };
  }

  get #speaker(): string {
    return this.#own.speaker ?? this.#host.settings.audioOutput;
  }

  #set(part: Partial<ScreenState>): void {
    this.#own = { ...this.#own, ...part };
    this.update();
  }

  #fail(error: unknown): void {
    const failure = toRtError(error, 'call/failed');
    this.#host.report(failure);
    this.#set({ failure, forgiven: undefined });
  }

  #key(event: KeyboardEvent): void {
    const state = this.#state;
    if (!isLive(state)) return;
    const digit = this.#own.sheet === 'keypad' ? this.#act.digit : undefined;
    runShortcut(event, { controls: controls(this.#view(state)), digit });
  }

  /** Closes what lies on top; a call is never ended by it, only put aside. */
  #escape(): void {
    const { phase } = this.#state;
    if (this.#own.sheet) this.#act.closeSheet();
    else if (phase === 'checking' || phase === 'ended') this.#host.phone.dismiss();
    else if (this.#host.settings.mode === 'modal') this.#set({ small: true });
  }

  #focusControl(id: string): void {
    const find = (name: string): HTMLElement | null =>
      this.#host.root.querySelector(`.bar [data-control="${name}"]`);
    (find(id) ?? find('more') ?? this.#frame.panel)?.focus({ preventScroll: true });
  }

  /** A key that was typed looks as if it were pressed. */
  #pressKey(digit: string): void {
    const key = this.#host.root.querySelector(`[data-digit="${digit}"]`);
    key?.animate([{ scale: 0.9, filter: 'brightness(1.6)' }, {}], { duration: 200 });
  }
}

/** The only other one in the call; several are a room, which goes by its own name. */
const farName = ({ call }: PhoneState): string => {
  const others = call.participants.filter(({ self, kind }) => !self && kind === 'member');
  return others.length === 1 ? (others[0]?.name ?? '') : '';
};

/** `/private/ada?channel=video` → `ada`: what services call an address is for machines. */
const addressName = (address: string): string =>
  (address.split('?')[0] ?? '').split('/').filter(Boolean).at(-1) ?? '';
