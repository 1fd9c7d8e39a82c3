import { expect } from '@open-wc/testing';
import { CallError } from '../../../src/protocol/call-error.js';
import { RtError, TokenError } from '../../../src/protocol/errors.js';
import { deferred } from './fake-service.js';
import { both, openPhone, secret, watch } from './open-phone.js';

const nothing = { sessions: 0, clients: 0, ringing: 0 };

describe('Phone', () => {
  describe('calling', () => {
    it('asks for nothing while it is idle', async () => {
      const { phone, clock, requests, media, loaded } = openPhone();
      await clock.advance(60_000);
      expect(phone.state.value.phase).to.equal('idle');
      expect({ requests, asked: media.asked, loaded }).to.deep.equal({
        requests: [],
        asked: [],
        loaded: [],
      });
      expect(clock.armed).to.equal(0);
    });

    it('gets token, code and devices at the same time', () => {
      const { phone, requests, media, loaded } = openPhone();
      void phone.dial('/public/echo', both);
      expect(phone.state.value.phase).to.equal('preparing');
      return Promise.resolve().then(async () => {
        await Promise.resolve();
        expect(loaded).to.deep.equal(['signalwire-v4']);
        expect(requests).to.have.length(1);
        expect(media.asked).to.have.length(1);
        await phone.hangup();
      });
    });

    it('goes from phase to phase, and resolves when media flows', async () => {
      const { phone, clock, service, phases } = openPhone();
      const outcome = watch(phone.dial('/public/echo', both));
      await clock.advance(0);
      for (const status of ['ringing', 'connecting'] as const) {
        service.session.go({ status });
        await clock.advance(0);
        expect(outcome.done).to.equal(false);
      }
      service.session.go({ status: 'connected' });
      await clock.advance(0);
      expect(outcome).to.deep.equal({ done: true });
      expect(phases).to.deep.equal(['preparing', 'dialing', 'ringing', 'connecting', 'connected']);
      expect(phone.state.value.connectedAt).to.equal(clock.now());
      expect(phone.state.value.peer).to.deep.equal({ name: '', address: '/public/echo' });
    });

    it('tells the token route whom it wants to call', async () => {
      const { connect, requests } = openPhone();
      await connect();
      expect(requests).to.deep.equal([
        { purpose: 'call', destination: '/public/echo', user: 'ada' },
      ]);
    });

    it('hands its devices over, and what the far end is told', async () => {
      const { connect, service, phone } = openPhone();
      await connect({ ...both, userVariables: { page: 'shop' } });
      const { options } = service.session;
      expect(options?.userVariables).to.deep.equal({ page: 'shop' });
      expect(options?.media.audio).to.equal(phone.state.value.media.audio);
      expect(options?.media.video).to.equal(phone.state.value.media.video);
      expect(options?.media).to.include({ receiveAudio: true, receiveVideo: true });
    });

    it('asks for no device where the visitor only looks and listens', async () => {
      const { connect, service, media } = openPhone();
      await connect({ audio: true, video: true, receiveOnly: true });
      expect(media.asked).to.deep.equal([]);
      expect(service.session.media).to.deep.equal({
        audio: undefined,
        video: undefined,
        receiveAudio: true,
        receiveVideo: true,
      });
    });
  });

  describe('hanging up', () => {
    it('stops every device before anything else, in the same step', async () => {
      const { phone, connect, media, service } = openPhone();
      await connect();
      expect(media.live).to.have.length(2);
      const over = phone.hangup();
      expect(media.live).to.deep.equal([]);
      expect(service.session.done).to.include('hangup');
      await over;
      expect(phone.state.value.phase).to.equal('ended');
    });

    it('says how long the call was, and why it is over', async () => {
      const { phone, connect, clock } = openPhone();
      await connect();
      await clock.advance(61_000);
      await phone.hangup();
      expect(phone.state.value.end).to.deep.equal({
        reason: 'hangup',
        error: undefined,
        duration: 61_000,
      });
    });

    it('waits 3 s for the far end, and no longer', async () => {
      const { phone, connect, clock, service } = openPhone();
      await connect();
      service.session.slow = new Promise(() => {});
      const outcome = watch(phone.hangup());
      await clock.advance(2_999);
      expect(phone.state.value.phase).to.equal('ending');
      expect(outcome.done).to.equal(false);
      await clock.advance(1);
      expect(phone.state.value.phase).to.equal('ended');
      expect(outcome.done).to.equal(true);
    });

    it('gives the line back, and leaves no timer behind', async () => {
      const { phone, connect, clock, service } = openPhone();
      await connect();
      await phone.hangup();
      await clock.advance(0);
      expect(service.alive).to.deep.equal(nothing);
      expect(clock.armed).to.equal(0);
      expect(phone.state.value.line).to.equal('off');
    });

    it('ends a call while it is being prepared, without an error', async () => {
      const { phone, clock, media, service } = openPhone();
      media.hold();
      const outcome = watch(phone.dial('/public/echo', both));
      await clock.advance(0);
      await phone.hangup();
      await clock.advance(0);
      expect(outcome).to.deep.equal({ done: true });
      expect(phone.state.value.end).to.include({ reason: 'hangup', duration: 0 });
      media.release();
      await clock.advance(0);
      expect(media.tracks).to.have.length(2);
      expect(media.live).to.deep.equal([]);
      expect(service.alive).to.deep.equal(nothing);
    });

    it('ends a call while the service is being reached', async () => {
      const { phone, clock, media, service } = openPhone();
      service.connecting = new Promise(() => {});
      const outcome = watch(phone.dial('/public/echo', both));
      await clock.advance(0);
      await phone.hangup();
      await clock.advance(0);
      expect(outcome).to.deep.equal({ done: true });
      expect(media.live).to.deep.equal([]);
      expect(clock.armed).to.equal(0);
    });

    it('ends a call while it is being dialed', async () => {
      const { phone, clock, media, service } = openPhone();
      service.dialing = new Promise(() => {});
      const outcome = watch(phone.dial('/public/echo', both));
      await clock.advance(0);
      expect(phone.state.value.phase).to.equal('dialing');
      await phone.hangup();
      await clock.advance(0);
      expect(outcome).to.deep.equal({ done: true });
      expect(media.live).to.deep.equal([]);
      expect(service.alive).to.deep.equal(nothing);
    });

    it('is harmless where there is no call, and twice', async () => {
      const { phone, connect, service } = openPhone();
      await phone.hangup();
      expect(phone.state.value.phase).to.equal('idle');
      await connect();
      await Promise.all([phone.hangup(), phone.hangup()]);
      await phone.hangup();
      expect(service.session.done.filter((one) => one === 'hangup')).to.have.length(1);
    });

    it('can be done by whoever hears of a phase first', async () => {
      for (const wanted of ['preparing', 'dialing', 'ringing', 'connected']) {
        const { phone, clock, service, media } = openPhone();
        phone.state.subscribe(({ phase }) => {
          if (phase === wanted) void phone.hangup();
        });
        const outcome = watch(phone.dial('/public/echo', both));
        await clock.advance(0);
        service.sessions.at(-1)?.go({ status: 'ringing' });
        service.sessions.at(-1)?.go({ status: 'connected' });
        await clock.advance(0);
        expect(outcome, wanted).to.deep.equal({ done: true });
        expect(phone.state.value.phase, wanted).to.equal('ended');
        expect(media.live, wanted).to.deep.equal([]);
        expect(service.alive, wanted).to.deep.equal(nothing);
      }
    });

    it('makes way for the next call', async () => {
      const { phone, connect, service, requests } = openPhone();
      await connect();
      await phone.hangup();
      await connect();
      expect(phone.state.value.phase).to.equal('connected');
      expect(phone.state.value.end).to.equal(undefined);
      expect(service.clients).to.have.length(2);
      expect(requests).to.have.length(2);
    });
  });

  describe('failing', () => {
    it('rejects with what went wrong, and shows it', async () => {
      const { phone, clock, service, media } = openPhone();
      const outcome = watch(phone.dial('/public/busy', both));
      await clock.advance(0);
      service.session.finish({ reason: 'busy' });
      await clock.advance(0);
      expect(outcome.error?.code).to.equal('call/busy');
      expect(phone.state.value.end?.error).to.equal(outcome.error);
      expect(phone.state.value.end?.reason).to.equal('busy');
      expect(service.session.done).to.deep.equal([]);
      expect(media.live).to.deep.equal([]);
      expect(service.alive).to.deep.equal(nothing);
    });

    it('takes an error of the provider for the reason that it names', async () => {
      const { phone, clock, service } = openPhone();
      service.dialing = Promise.reject(new CallError('call/not-found'));
      const outcome = watch(phone.dial('/public/nobody', both));
      await clock.advance(0);
      expect(outcome.error?.code).to.equal('call/not-found');
      expect(phone.state.value.end?.reason).to.equal('not-found');
    });

    it('stops the devices where the token route refuses', async () => {
      const error = new TokenError('token/http-status', { status: 403 });
      const { phone, clock, media } = openPhone(() => {
        throw error;
      });
      const outcome = watch(phone.dial('/public/echo', both));
      await clock.advance(0);
      expect(outcome.error).to.equal(error);
      expect(phone.state.value.end).to.deep.equal({ reason: 'failed', error, duration: 0 });
      expect(media.live).to.deep.equal([]);
    });

    it('stops devices that come after the token route has refused', async () => {
      const { phone, clock, media } = openPhone(() => {
        throw new TokenError('token/http-status', { status: 403 });
      });
      media.hold();
      const outcome = watch(phone.dial('/public/echo', both));
      await clock.advance(0);
      expect(outcome.error?.code).to.equal('token/http-status');
      media.release();
      await clock.advance(0);
      expect(media.tracks).to.have.length(2);
      expect(media.live).to.deep.equal([]);
    });

    it('gives the line back where the visitor denies the devices', async () => {
      const { phone, clock, media, service } = openPhone();
      media.denied = ['audio', 'video'];
      const outcome = watch(phone.dial('/public/echo', both));
      await clock.advance(0);
      expect(outcome.error?.code).to.equal('media/permission-denied');
      expect(service.sessions).to.deep.equal([]);
      expect(service.alive).to.deep.equal(nothing);
    });

    it('gives a line back that comes after the devices were denied', async () => {
      const { phone, clock, media, service } = openPhone();
      const gate = deferred<undefined>();
      service.connecting = gate.promise;
      media.denied = ['audio', 'video'];
      const outcome = watch(phone.dial('/public/echo', both));
      await clock.advance(0);
      gate.resolve(undefined);
      await clock.advance(0);
      expect(outcome.done).to.equal(true);
      expect(service.alive).to.deep.equal(nothing);
    });

    it('asks for one fresh token where the service refuses the first', async () => {
      const { connect, service, requests } = openPhone();
      service.refusals.push(new TokenError('token/refused'));
      expect(await connect()).to.deep.equal({ done: true });
      expect(requests).to.have.length(2);
    });

    it('asks for no third token', async () => {
      const { phone, clock, service, requests } = openPhone();
      service.refusals.push(new TokenError('token/refused'), new TokenError('token/refused'));
      const outcome = watch(phone.dial('/public/echo', both));
      await clock.advance(0);
      expect(outcome.error?.code).to.equal('token/refused');
      expect(requests).to.have.length(2);
    });

    it('loads the provider that the grant names', async () => {
      const { phone, clock, loaded } = openPhone(() => ({ token: secret, provider: 'other' }));
      const outcome = watch(phone.dial('/public/echo', both));
      await clock.advance(0);
      expect(loaded).to.deep.equal(['signalwire-v4', 'other']);
      expect(outcome.error?.code).to.equal('config/unknown-provider');
    });

    it('gives up after 45 s of ringing', async () => {
      const { phone, clock, service, media } = openPhone();
      const outcome = watch(phone.dial('/public/unanswered', both));
      await clock.advance(0);
      service.session.go({ status: 'ringing' });
      await clock.advance(44_999);
      expect(outcome.done).to.equal(false);
      await clock.advance(1);
      expect(outcome.error?.code).to.equal('call/no-answer');
      expect(phone.state.value.end?.reason).to.equal('no-answer');
      expect(media.live).to.deep.equal([]);
      expect(service.session.done).to.deep.equal(['hangup']);
    });

    it('gives up 90 s after the click, whatever it waits for', async () => {
      const { phone, clock, media } = openPhone();
      media.hold();
      const outcome = watch(phone.dial('/public/echo', both));
      await clock.advance(89_999);
      expect(outcome.done).to.equal(false);
      await clock.advance(1);
      expect(outcome.error?.code).to.equal('call/timeout');
      expect(clock.armed).to.equal(0);
    });

    it('rejects where the far end hangs up before media flows', async () => {
      const { phone, clock, service } = openPhone();
      const outcome = watch(phone.dial('/public/drops', both));
      await clock.advance(0);
      service.session.finish({ reason: 'remote-hangup' });
      await clock.advance(0);
      expect(outcome.error?.code).to.equal('call/failed');
      expect(phone.state.value.end?.reason).to.equal('remote-hangup');
    });

    it('says that attributes are missing', async () => {
      const { phone, clock, account, media } = openPhone();
      account.problem = new RtError('config/missing-attribute');
      const outcome = watch(phone.dial('/public/echo', both));
      await clock.advance(0);
      expect(outcome.error).to.equal(account.problem);
      expect(phone.state.value.end?.error).to.equal(account.problem);
      expect(media.live).to.deep.equal([]);
    });

    it('refuses a second call', async () => {
      const { phone, connect } = openPhone();
      await connect();
      const second = watch(phone.dial('/public/other', both));
      const check = watch(phone.check(both));
      await Promise.resolve();
      await Promise.resolve();
      expect(second.error?.code).to.equal('call/in-call');
      expect(check.error?.code).to.equal('call/in-call');
      expect(phone.state.value.phase).to.equal('connected');
    });

    it('shows no token anywhere', async () => {
      const { phone, clock, service } = openPhone();
      service.refusals.push(new RtError('connection/refused'));
      const outcome = watch(phone.dial('/public/echo', both));
      await clock.advance(0);
      const printed = JSON.stringify([phone.state.value, outcome.error?.stack]);
      expect(printed).not.to.contain(secret);
    });
  });

  describe('a call that is up', () => {
    it('ends when the far end hangs up, and says so to nobody', async () => {
      const { connect, phone, clock, service, media, phases } = openPhone();
      const outcome = await connect();
      await clock.advance(5_000);
      service.session.finish({ reason: 'remote-hangup' });
      expect(media.live).to.deep.equal([]);
      await clock.advance(0);
      expect(outcome).to.deep.equal({ done: true });
      expect(phone.state.value.end).to.deep.equal({
        reason: 'remote-hangup',
        error: undefined,
        duration: 5_000,
      });
      expect(phases.at(-1)).to.equal('ended');
      expect(service.session.done).to.deep.equal([]);
      expect(service.alive).to.deep.equal(nothing);
    });

    it('says that it was lost', async () => {
      const { connect, phone, service } = openPhone();
      await connect();
      service.session.go({ status: 'reconnecting' });
      expect(phone.state.value.phase).to.equal('reconnecting');
      service.session.finish({ reason: 'lost' });
      expect(phone.state.value.end?.error?.code).to.equal('call/lost');
    });

    it('does not forget since when it is up, over a gap', async () => {
      const { connect, phone, service, clock } = openPhone();
      await connect();
      const since = phone.state.value.connectedAt;
      await clock.advance(1_000);
      service.session.go({ status: 'reconnecting' });
      service.session.go({ status: 'connected' });
      expect(phone.state.value.connectedAt).to.equal(since);
    });

    it('hands on what the visitor does', async () => {
      const { connect, phone, service } = openPhone();
      await connect();
      await phone.sendDigits('12#');
      await phone.shareScreen(true);
      await phone.setHeld(true);
      await phone.raiseHand(true);
      await phone.setLayout('grid');
      await phone.sendText('hi');
      expect(service.session.done).to.deep.equal([
        'digits 12#',
        'share true',
        'hold true',
        'hand true',
        'layout grid',
        'text hi',
      ]);
    });

    it('does none of it without a call', async () => {
      const { phone } = openPhone();
      const tries = [
        phone.sendDigits('1'),
        phone.shareScreen(true),
        phone.setHeld(true),
        phone.raiseHand(true),
        phone.setLayout('grid'),
        phone.sendText('hi'),
        phone.setMuted('audio', true),
        phone.useDevice('audio', 'mic'),
        phone.answer(both),
      ];
      const codes = await Promise.all(
        tries.map((one) =>
          one.then(
            () => 'done',
            (error: unknown) => (error as RtError).code,
          ),
        ),
      );
      expect(new Set(codes)).to.deep.equal(new Set(['call/no-call']));
    });
  });

  describe('leaving', () => {
    it('gives everything back', async () => {
      const { phone, connect, clock, service, media, wakers } = openPhone();
      phone.listen(true);
      await connect();
      phone.listen(false);
      await phone.hangup();
      await clock.advance(0);
      expect(media.live).to.deep.equal([]);
      expect(service.alive).to.deep.equal(nothing);
      expect(clock.armed).to.equal(0);
      expect(wakers.size).to.equal(0);
    });
  });

  it('goes back to idle when its end is dismissed', async () => {
    const { phone, connect } = openPhone();
    await connect();
    phone.dismiss();
    expect(phone.state.value.phase).to.equal('connected');
    await phone.hangup();
    phone.dismiss();
    expect(phone.state.value).to.include({ phase: 'idle', end: undefined, connectedAt: undefined });
  });
});
