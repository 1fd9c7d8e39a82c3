import type { CallSnapshot } from '../../../src/core/call/call-state.js';
import type { LocalMedia, PhoneState } from '../../../src/core/call/phone-state.js';
import type { CallActions, CallView, DeviceChoices } from '../../../src/ui/call/call-view.js';
import { idlePhone, richCall } from '../../elements/rt-call/fake-phone.js';

/** A call that is shown, without a screen: a test says what happens, and sees what was asked for. */
export class CallOnShow {
  /** What was asked for, as `name(argument, …)`. */
  readonly asked: string[] = [];
  devices: readonly DeviceChoices[] = [];
  state: PhoneState = {
    ...idlePhone,
    phase: 'connected',
    call: richCall,
    media: { ...idlePhone.media, microphone: 'on', camera: 'on' },
  };

  readonly #act = new Proxy({} as CallActions, {
    get:
      (_target, name) =>
      (...values: unknown[]): void =>
        void this.asked.push(`${String(name)}(${values.join(', ')})`),
  });

  become(part: {
    phase?: PhoneState['phase'];
    call?: Partial<CallSnapshot>;
    media?: Partial<LocalMedia>;
  }): CallView {
    const { call, media } = this.state;
    this.state = {
      ...this.state,
      ...part,
      call: { ...call, ...part.call },
      media: { ...media, ...part.media },
    };
    return this.view();
  }

  /** The part of a view that their elements are told of. */
  readonly view = (): CallView =>
    ({ state: this.state, devices: this.devices, act: this.#act }) as Partial<CallView> as CallView;
}

/** All that a source tells from now on, the present value first. */
export const heard = <T>(source: {
  subscribe(next: (value: T) => void): { unsubscribe(): void };
}): { values: T[]; stop: () => void } => {
  const values: T[] = [];
  const subscription = source.subscribe((value) => values.push(value));
  return { values, stop: () => subscription.unsubscribe() };
};
