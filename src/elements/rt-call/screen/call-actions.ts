import type { CallError } from '../../../protocol/call-error.js';
import type { RoomControls } from '../../../core/call/call-provider.js';
import type { DeviceKind, CallActions, Sheet } from '../../../ui/call/call-view.js';
import type { CallScreenHost } from './call-screen-host.js';
import type { Player } from './player.js';
import type { ScreenState } from './screen-state.js';
import type { WholeView } from './whole-view.js';

/** What actions work on. */
export interface CallActionsOptions {
  host(this: void): CallScreenHost;
  own(this: void): ScreenState;
  set(this: void, part: Partial<ScreenState>): void;
  /** Tells the visitor and the page that something could not be done. */
  fail(this: void, error: unknown): void;
  focusControl(this: void, id: string): void;
  pressKey(this: void, digit: string): void;
  player(this: void): Player;
  whole(this: void): WholeView;
}

/** What each control of a call does. */
export const callActions = (options: CallActionsOptions): CallActions => {
  const { host, own, set, fail, focusControl, player, whole } = options;
  const run = (work: Promise<void>): void => void work.catch(fail);
  // The room may be gone by the click.
  const inRoom = (act: (room: RoomControls) => Promise<void>): void =>
    run(
      (async () => act(host().phone.room()))().catch((error: unknown) => {
        // With the call over there is nothing left to do, or to complain of.
        if ((error as CallError).code !== 'call/no-call') throw error;
      }),
    );
  const closeSheet = (): void => {
    const { sheet } = own();
    if (!sheet) return;
    set({ sheet: undefined });
    focusControl(sheet);
  };
  const use = (kind: DeviceKind, id: string): void => {
    if (kind === 'speaker') set({ speaker: id });
    else run(host().phone.useDevice(kind, id));
  };
  return {
    call: () => host().redial(),
    answer(video) {
      const { phone, settings } = host();
      // Why it failed is on the screen by then; the page is told of it here.
      phone.answer({ ...settings.wishes, video }).catch(host().report);
    },
    decline: () => run(host().phone.reject()),
    hangup: () => void host().phone.hangup(),
    dismiss: () => host().phone.dismiss(),
    toggle(kind) {
      const { phone } = host();
      const { microphone, camera } = phone.state.value.media;
      run(phone.setMuted(kind, (kind === 'audio' ? microphone : camera) === 'on'));
    },
    share: (on) => run(host().phone.shareScreen(on)),
    hold: (on) => run(host().phone.setHeld(on)),
    raiseHand: (raised) => run(host().phone.raiseHand(raised)),
    layout: (name) => run(host().phone.setLayout(name)),
    muteMember: (id, kind) => inRoom((room) => room.muteMember(id, kind, true)),
    removeMember: (id) => inRoom((room) => room.removeMember(id)),
    lock: (locked) => inRoom((room) => room.setLocked(locked)),
    record: (job) => inRoom((room) => room.record(job)),
    endStream: () => inRoom((room) => room.stream(undefined)),
    play: (job) => inRoom((room) => room.play(job)),
    digit(digit) {
      set({ typed: (own().typed + digit).slice(-24) });
      options.pressKey(digit);
      run(host().phone.sendDigits(digit));
    },
    send: (text) => run(host().phone.sendText(text)),
    use,
    show(sheet: Sheet) {
      if (own().sheet === sheet) closeSheet();
      else set({ sheet });
    },
    closeSheet,
    captions: () => set({ captions: !own().captions }),
    // Where the browser does not let it be, the picture stays where it is, for all to see.
    floating: () =>
      void whole()
        .float()
        .catch(() => undefined),
    full: () =>
      void whole()
        .full()
        .catch(() => undefined),
    resize: () => set({ small: !own().small }),
    unblock: () => player().unblock(),
    forgive: () => set({ failure: undefined, forgiven: host().phone.state.value.media.problem }),
  };
};
