import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { CallError } from '../../../src/protocol/call-error.js';
import { ConnectionError, TokenError } from '../../../src/protocol/errors.js';
import type { FakeSession } from './fake-service.js';
import { both, openPhone, watch, type Outcome } from './open-phone.js';

type Opened = ReturnType<typeof openPhone>;

/** The far end of whatever call there is. */
const current = ({ service }: Opened): FakeSession | undefined =>
  [...service.sessions, ...service.incoming.flatMap(({ session }) => session ?? [])].find(
    ({ alive }) => alive,
  );

/** Everything that can happen to a phone; what returns a promise is something that it promised. */
const happenings: Record<string, (opened: Opened) => unknown> = {
  dial: ({ phone }) => phone.dial('/public/echo', both),
  'dial without a camera': ({ phone }) => phone.dial('/public/echo', { ...both, video: false }),
  check: ({ phone }) => phone.check(both),
  answer: ({ phone }) => phone.answer(both),
  reject: ({ phone }) => phone.reject(),
  hangup: ({ phone }) => phone.hangup(),
  dismiss: ({ phone }) => phone.dismiss(),
  'be reachable': ({ phone }) => phone.listen(true),
  'be reachable no longer': ({ phone }) => phone.listen(false),
  'mute the microphone': ({ phone }) => phone.setMuted('audio', true),
  'unmute the microphone': ({ phone }) => phone.setMuted('audio', false),
  'mute the camera': ({ phone }) => phone.setMuted('video', true),
  'unmute the camera': ({ phone }) => phone.setMuted('video', false),
  'use another camera': ({ phone }) => phone.useDevice('video', 'webcam'),
  'somebody calls': ({ service }) => {
    const client = service.clients.at(-1);
    if (client?.listeners) client.ring();
  },
  'the caller gives up': ({ service }) => service.incoming.at(-1)?.cancel(),
  'it rings there': (opened) => current(opened)?.go({ status: 'ringing' }),
  'it is answered': (opened) => current(opened)?.go({ status: 'connecting' }),
  'media flows': (opened) => current(opened)?.go({ status: 'connected' }),
  'media stops': (opened) => current(opened)?.go({ status: 'reconnecting' }),
  'they hang up': (opened) => current(opened)?.finish({ reason: 'remote-hangup' }),
  'the call is lost': (opened) => current(opened)?.finish({ reason: 'lost' }),
  'they mute us': (opened) => current(opened)?.self({ audioMuted: true }),
  'the far end is slow': (opened) => {
    const session = current(opened);
    if (session) session.slow = new Promise(() => {});
  },
  'tracks can’t be replaced': (opened) => {
    const session = current(opened);
    if (session) session.refusal = new CallError('call/unsupported');
  },
  'the line breaks': ({ service }) => service.clients.at(-1)?.break(undefined),
  'the service is down': ({ service }) => {
    service.refusals.push(new ConnectionError('connection/unreachable', { retryable: true }));
  },
  'the token is refused': ({ service }) => {
    service.refusals.push(new TokenError('token/refused'), new TokenError('token/refused'));
  },
  'connecting hangs': ({ service }) => {
    service.connecting = new Promise(() => {});
  },
  'connecting works': ({ service }) => {
    service.connecting = undefined;
  },
  'dialing hangs': ({ service }) => {
    service.dialing = new Promise(() => {});
  },
  'dialing works': ({ service }) => {
    service.dialing = undefined;
  },
  'the camera is unplugged': ({ media }) => media.unplug('cam'),
  'another camera is plugged in': ({ media }) => {
    media.devices.push({ kind: 'video', id: 'webcam' });
  },
  'the visitor denies': ({ media }) => void (media.denied = ['audio', 'video']),
  'the visitor allows': ({ media }) => void (media.denied = []),
  'the browser asks': ({ media }) => media.hold(),
  'the visitor answers': ({ media }) => media.release(),
  'a moment passes': ({ clock }) => clock.advance(10),
  'seconds pass': ({ clock }) => clock.advance(4_000),
  'minutes pass': ({ clock }) => clock.advance(100_000),
};

const play = async (story: readonly string[]): Promise<void> => {
  const opened = openPhone();
  const { phone, clock, service, media } = opened;
  const promised: [string, Outcome][] = [];
  for (const name of story) {
    const result = happenings[name]?.(opened);
    const waited = name.endsWith(' pass') || name.endsWith(' passes');
    if (waited) await result;
    else if (result instanceof Promise) promised.push([name, watch(result as Promise<void>)]);
    // Sometimes several things happen before a promise goes on.
    await Promise.resolve();
    const { phase, media: own } = phone.state.value;
    if (!['idle', 'ended', 'ending'].includes(phase)) continue;
    expect([own.audio, own.video], `${phase} after ${name}`).to.deep.equal([undefined, undefined]);
    if (waited) expect(media.live, `${phase} after ${name}`).to.deep.equal([]);
  }
  const { audio, video } = phone.state.value.media;
  media.release();
  phone.listen(false);
  void phone.hangup();
  for (const track of [audio, video]) expect(track?.readyState).not.to.equal('live');
  await clock.advance(5_000);
  expect(media.live, 'devices').to.deep.equal([]);
  expect(service.alive, 'service').to.deep.equal({ sessions: 0, clients: 0, ringing: 0 });
  expect(phone.state.value.phase).to.be.oneOf(['idle', 'ended']);
  expect(phone.state.value.media).to.include({ microphone: 'off', camera: 'off' });
  expect(phone.state.value.line).to.equal('off');
  expect(
    promised.filter(([, { done }]) => !done).map(([name]) => name),
    'unsettled',
  ).to.deep.equal([]);
  expect(
    promised.map(([, { error }]) => error).filter((error) => error && !('code' in error)),
    'errors of others',
  ).to.deep.equal([]);
  expect(clock.armed, 'timers').to.equal(0);
};

describe('Phone, whatever happens in whatever order', function () {
  this.timeout(60_000);

  it('gives everything back, settles every promise, and comes to rest', async () => {
    const story = fc.array(fc.constantFrom(...Object.keys(happenings)), {
      minLength: 1,
      maxLength: 25,
      size: 'max',
    });
    await fc.assert(fc.asyncProperty(story, play), {
      numRuns: 1_500,
      seed: 1,
      includeErrorInReport: true,
    });
  });
});
