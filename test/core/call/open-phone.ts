import { Phone } from '../../../src/core/call/phone.js';
import type { CallWishes, Phase, PhoneState } from '../../../src/core/call/phone-state.js';
import { RtError } from '../../../src/protocol/errors.js';
import type { TokenRequest } from '../../../src/protocol/grant.js';
import { fakeClock } from '../../helpers/fake-clock.js';
import { FakeMedia } from './fake-media.js';
import { FakeService } from './fake-service.js';

/** Sound and picture. */
export const both: CallWishes = { audio: true, video: true, receiveOnly: false };
/** What nobody may read anywhere. */
export const secret = 's3cr3t-t0ken';

type Answer = (request: TokenRequest, count: number) => unknown;

/** How a promise ended, to look at without waiting for it. */
export interface Outcome {
  done: boolean;
  error?: RtError;
}

export const watch = (promise: Promise<void>): Outcome => {
  const outcome: Outcome = { done: false };
  promise.then(
    () => (outcome.done = true),
    (error: unknown) => {
      outcome.error = error as RtError;
      outcome.done = true;
    },
  );
  return outcome;
};

/** A phone, its service, its devices, and a clock that only the test moves. */
export const openPhone = (answer: Answer = () => ({ token: secret })) => {
  const clock = fakeClock();
  const service = new FakeService();
  const media = new FakeMedia();
  const requests: TokenRequest[] = [];
  const loaded: string[] = [];
  const wakers = new Set<() => void>();
  /** What is wrong with the attributes. */
  const account: { problem?: RtError } = {};
  const phone = new Phone({
    account: () => {
      if (account.problem) throw account.problem;
      return {
        source: {
          credentials: 'same-origin',
          fallback: {},
          getToken: async (request) => {
            requests.push(request);
            return answer(request, requests.length);
          },
        },
        request: { user: 'ada' },
      };
    },
    loadCalls: (provider) => {
      loaded.push(provider);
      if (provider === 'signalwire-v4') return Promise.resolve(service.connect);
      return Promise.reject(new RtError('config/unknown-provider'));
    },
    clock,
    wake: (listener) => {
      wakers.add(listener);
      return () => void wakers.delete(listener);
    },
    scope: media.scope,
  });
  const phases: Phase[] = [];
  phone.state.subscribe(({ phase }: PhoneState) => {
    if (phases.at(-1) !== phase) phases.push(phase);
  });
  /** Dials and gets through. */
  const connect = async (wishes = both): Promise<Outcome> => {
    const outcome = watch(phone.dial('/public/echo', wishes));
    await clock.advance(0);
    service.session.go({ status: 'connected' });
    await clock.advance(0);
    return outcome;
  };
  /** Is reachable, and somebody calls. */
  const listen = async (): Promise<void> => {
    phone.listen(true);
    await clock.advance(0);
  };
  const wake = (): void => wakers.forEach((listener) => listener());
  return {
    phone,
    clock,
    service,
    media,
    requests,
    loaded,
    phases,
    connect,
    listen,
    wake,
    wakers,
    account,
  };
};
