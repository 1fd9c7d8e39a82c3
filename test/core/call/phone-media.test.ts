import { expect } from '@open-wc/testing';
import { CallError } from '../../../src/protocol/call-error.js';
import type { RtError } from '../../../src/protocol/errors.js';
import type { FakeMedia } from './fake-media.js';
import { type FakeTrack } from './fake-media.js';
import { deferred } from './fake-service.js';
import { both, openPhone, watch } from './open-phone.js';

/** The track of a fake device behind a track of the phone's. */
const fake = (track: MediaStreamTrack | undefined): FakeTrack => track as unknown as FakeTrack;

const checked = async (plug: (media: FakeMedia) => void) => {
  const opened = openPhone();
  plug(opened.media);
  const outcome = watch(opened.phone.check(both));
  await opened.clock.advance(0);
  return { ...opened, outcome, state: opened.phone.state.value };
};

describe('Phone, its devices', () => {
  describe('asking for them', () => {
    it('asks once for both, with sound that suits speech', async () => {
      const { media, state } = await checked(() => {});
      expect(media.asked).to.deep.equal([
        {
          audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
          video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
        },
      ]);
      expect(state.media).to.include({ microphone: 'on', camera: 'on', problem: undefined });
    });

    for (const [name, code] of [
      ['NotAllowedError', 'media/permission-denied'],
      ['SecurityError', 'media/permission-denied'],
      ['NotFoundError', 'media/no-device'],
      ['NotReadableError', 'media/in-use'],
      ['AbortError', 'media/in-use'],
      ['TypeError', 'media/failed'],
    ] as const) {
      it(`takes the browser’s ${name} for ${code}`, async () => {
        const { outcome, state, media } = await checked((all) => {
          for (const device of all.devices) device.broken = name;
        });
        expect(outcome.error?.code).to.equal(code);
        expect(outcome.error).to.be.instanceOf(CallError);
        expect(state.media.problem).to.equal(outcome.error);
        expect(media.live).to.deep.equal([]);
      });
    }

    it('names a page that is not loaded over HTTPS', async () => {
      const { outcome } = await checked(({ scope }) =>
        Object.assign(scope, { isSecureContext: false, navigator: {} }),
      );
      expect(outcome.error?.code).to.equal('media/insecure-page');
    });

    it('names a browser that can’t make calls, even to one who only listens', async () => {
      const { phone, clock, media } = openPhone();
      Object.assign(media.scope, { RTCPeerConnection: undefined });
      const wishes = { audio: false, video: false, receiveOnly: true };
      const outcome = watch(phone.dial('/public/echo', wishes));
      await clock.advance(0);
      expect(outcome.error?.code).to.equal('media/unsupported');
    });

    it('uses the devices that are named', async () => {
      const { phone, media } = openPhone();
      media.devices.push({ kind: 'audio', id: 'headset' }, { kind: 'video', id: 'webcam' });
      await phone.check({ ...both, audioInput: 'headset', videoInput: 'webcam' });
      expect(media.live.map(({ deviceId }) => deviceId)).to.deep.equal(['headset', 'webcam']);
    });

    it('takes another where the one that is named is not there any more', async () => {
      const { phone, media } = openPhone();
      await phone.check({ ...both, audioInput: 'lost' });
      expect(media.live.map(({ deviceId }) => deviceId)).to.deep.equal(['mic', 'cam']);
      expect(phone.state.value.media.problem).to.equal(undefined);
    });
  });

  describe('having only one of two', () => {
    for (const [name, code] of [
      ['NotReadableError', 'media/in-use'],
      ['NotAllowedError', 'media/permission-denied'],
    ] as const) {
      it(`goes on with the microphone where the camera meets ${name}`, async () => {
        const { outcome, state } = await checked((all) => {
          for (const device of all.devices) if (device.kind === 'video') device.broken = name;
        });
        expect(outcome).to.deep.equal({ done: true });
        expect(state.media).to.include({ microphone: 'on', camera: 'off', video: undefined });
        expect(state.media.problem?.code).to.equal(code);
      });
    }

    it('goes on with the microphone where there is no camera', async () => {
      const { state } = await checked((all) => all.devices.splice(1));
      expect(state.media).to.include({ microphone: 'on', camera: 'off' });
      expect(state.media.problem?.code).to.equal('media/no-device');
    });

    it('goes on with the camera where there is no microphone', async () => {
      const { state } = await checked((all) => all.devices.splice(0, 1));
      expect(state.media).to.include({ microphone: 'off', camera: 'on' });
      expect(state.media.problem?.code).to.equal('media/no-device');
    });

    it('does not ask a third time whoever has said no twice', async () => {
      const { outcome, media } = await checked((all) => (all.denied = ['audio', 'video']));
      expect(outcome.error?.code).to.equal('media/permission-denied');
      expect(media.asked).to.have.length(2);
    });

    it('has the call go on, and say what is missing', async () => {
      const { connect, media, service, phone } = openPhone();
      media.devices = media.devices.filter(({ kind }) => kind === 'audio');
      await connect();
      expect(service.session.media.video).to.equal(undefined);
      expect(service.session.media.receiveVideo).to.equal(true);
      expect(phone.state.value.media.problem?.code).to.equal('media/no-device');
    });
  });

  it('does not say twice why a call has failed', async () => {
    const { phone, clock, media } = openPhone();
    media.denied = ['audio', 'video'];
    const problems = new Set<RtError | undefined>();
    phone.state.subscribe((state) => problems.add(state.media.problem));
    const outcome = watch(phone.dial('/public/echo', both));
    await clock.advance(0);
    expect(outcome.error?.code).to.equal('media/permission-denied');
    expect([...problems]).to.deep.equal([undefined]);
  });

  describe('checking them before a call', () => {
    it('gives what it shows to the call', async () => {
      const { phone, connect, media, service } = openPhone();
      await phone.check(both);
      expect(phone.state.value.phase).to.equal('checking');
      const { video } = phone.state.value.media;
      await connect();
      expect(media.asked).to.have.length(1);
      expect(service.session.media.video).to.equal(video);
    });

    it('closes what the call does not wish for', async () => {
      const { phone, connect, media } = openPhone();
      await phone.check(both);
      await connect({ ...both, video: false });
      expect(media.live.map(({ kind }) => kind)).to.deep.equal(['audio']);
      expect(phone.state.value.media.camera).to.equal('off');
    });

    it('keeps a device that was chosen or muted in it', async () => {
      const { phone, connect, media, service } = openPhone();
      media.devices.push({ kind: 'audio', id: 'headset' });
      await phone.check(both);
      await phone.useDevice('audio', 'headset');
      await phone.setMuted('audio', true);
      await connect({ ...both, audioInput: 'mic' });
      expect(fake(service.session.sent.audio)).to.include({ deviceId: 'headset', enabled: false });
      expect(phone.state.value.media.microphone).to.equal('muted');
      expect(service.session.done).to.deep.equal(['mute audio']);
    });

    it('is left, and closes everything', async () => {
      for (const leave of ['dismiss', 'hangup'] as const) {
        const { phone, media } = openPhone();
        await phone.check(both);
        await phone[leave]();
        expect(media.live, leave).to.deep.equal([]);
        expect(phone.state.value.phase, leave).to.equal('idle');
      }
    });

    it('is left while the browser asks, and then wants nothing', async () => {
      const { phone, clock, media } = openPhone();
      media.hold();
      const outcome = watch(phone.check(both));
      await clock.advance(0);
      phone.dismiss();
      await clock.advance(0);
      expect(outcome).to.deep.equal({ done: true });
      media.release();
      await clock.advance(0);
      expect(media.tracks).to.have.length(2);
      expect(media.live).to.deep.equal([]);
    });

    it('waits for one question with the check, instead of asking a second', async () => {
      const { phone, clock, media, service } = openPhone();
      media.hold();
      void phone.check(both);
      await clock.advance(0);
      void phone.dial('/public/echo', both);
      await clock.advance(0);
      media.release();
      await clock.advance(0);
      expect(media.asked).to.have.length(1);
      expect(service.session.media.video).to.equal(phone.state.value.media.video);
    });
  });

  describe('muting', () => {
    it('mutes at once, and then tells the others', async () => {
      const { phone, connect, service, clock } = openPhone();
      await connect();
      const { audio } = phone.state.value.media;
      service.session.slowMute = new Promise(() => {});
      void phone.setMuted('audio', true);
      expect(audio?.enabled).to.equal(false);
      expect(phone.state.value.media.microphone).to.equal('muted');
      await clock.advance(0);
      expect(service.session.done).to.deep.equal(['mute audio']);
    });

    it('unmutes the very same microphone', async () => {
      const { phone, connect, media, service } = openPhone();
      await connect();
      await phone.setMuted('audio', true);
      await phone.setMuted('audio', false);
      expect(media.live[0]?.enabled).to.equal(true);
      expect(media.asked).to.have.length(1);
      expect(service.session.done).to.deep.equal(['mute audio', 'unmute audio']);
    });

    it('lets the light of a muted camera go out, once the others know', async () => {
      const { phone, connect, media, service } = openPhone();
      await connect();
      const told = deferred<undefined>();
      service.session.slowMute = told.promise;
      const muted = phone.setMuted('video', true);
      const [, camera] = media.live;
      expect(camera).to.include({ enabled: false, readyState: 'live' });
      told.resolve(undefined);
      await muted;
      expect(camera?.readyState).to.equal('ended');
      expect(phone.state.value.media).to.include({ camera: 'muted', video: undefined });
      expect(phone.state.value.media.problem).to.equal(undefined);
    });

    it('opens the same camera again, and sends it before it says so', async () => {
      const { phone, connect, media, service } = openPhone();
      media.devices.push({ kind: 'video', id: 'webcam' });
      await connect({ ...both, videoInput: 'webcam' });
      await phone.setMuted('video', true);
      await phone.setMuted('video', false);
      const { video, camera } = phone.state.value.media;
      expect(camera).to.equal('on');
      expect(fake(video)).to.include({ deviceId: 'webcam', enabled: true });
      expect(service.session.sent.video).to.equal(video);
      expect(service.session.done).to.deep.equal(['mute video', 'replace video', 'unmute video']);
    });

    it('ends muted where the visitor changes their mind while the camera opens', async () => {
      const { phone, clock, connect, media, service } = openPhone();
      await connect();
      await phone.setMuted('video', true);
      media.hold();
      void phone.setMuted('video', false);
      await clock.advance(0);
      void phone.setMuted('video', true);
      await clock.advance(0);
      media.release();
      await clock.advance(0);
      expect(phone.state.value.media.camera).to.equal('muted');
      expect(media.live.map(({ kind }) => kind)).to.deep.equal(['audio']);
      expect(service.session.done.at(-1)).to.equal('mute video');
    });

    it('keeps a camera open that is muted before the call is up', async () => {
      const { phone, clock, media, service } = openPhone();
      void phone.dial('/public/echo', both);
      await clock.advance(0);
      await phone.setMuted('video', true);
      expect(media.live).to.have.length(2);
      service.session.go({ status: 'connected' });
      await clock.advance(0);
      expect(media.live.map(({ kind }) => kind)).to.deep.equal(['audio']);
    });

    it('turns on a camera that was not in the call', async () => {
      const { phone, connect, media, service } = openPhone();
      await connect({ ...both, video: false });
      await phone.setMuted('video', false);
      expect(phone.state.value.media.camera).to.equal('on');
      expect(fake(service.session.sent.video)).to.equal(media.live[1]);
    });

    it('opens one camera for two clicks', async () => {
      const { phone, connect, media } = openPhone();
      await connect({ ...both, video: false });
      await Promise.all([phone.setMuted('video', false), phone.setMuted('video', false)]);
      expect(media.asked).to.have.length(2);
    });

    it('says why the camera does not come back', async () => {
      const { phone, clock, connect, media } = openPhone();
      await connect();
      await phone.setMuted('video', true);
      media.denied = ['video'];
      const outcome = watch(phone.setMuted('video', false));
      await clock.advance(0);
      expect(outcome.error?.code).to.equal('media/permission-denied');
      expect(phone.state.value.media).to.include({ camera: 'off', microphone: 'on' });
      expect(phone.state.value.media.problem).to.equal(outcome.error);
      expect(phone.state.value.phase).to.equal('connected');
    });

    it('closes a camera that the call can’t send', async () => {
      const { phone, clock, connect, media, service } = openPhone();
      await connect({ ...both, video: false });
      service.session.refusal = new CallError('call/unsupported');
      const outcome = watch(phone.setMuted('video', false));
      await clock.advance(0);
      expect(outcome.error?.code).to.equal('call/unsupported');
      expect(media.live.map(({ kind }) => kind)).to.deep.equal(['audio']);
      expect(phone.state.value.media.camera).to.equal('off');
    });

    it('shows that somebody else has muted us, and sends nothing either', async () => {
      const { phone, connect, media, service } = openPhone();
      await connect();
      service.session.self({});
      expect(phone.state.value.media.microphone).to.equal('on');
      service.session.self({ audioMuted: true });
      expect(phone.state.value.media.microphone).to.equal('muted');
      expect(media.live[0]?.enabled).to.equal(false);
    });

    it('turns nothing on for somebody else', async () => {
      const { phone, connect, media, service } = openPhone();
      await connect();
      await phone.setMuted('audio', true);
      service.session.self({ audioMuted: true });
      service.session.self({ audioMuted: false });
      expect(phone.state.value.media.microphone).to.equal('muted');
      expect(media.live[0]?.enabled).to.equal(false);
    });

    it('does not take its own echo for somebody else', async () => {
      const { phone, clock, connect, service } = openPhone();
      await connect();
      const told = deferred<undefined>();
      service.session.slowMute = told.promise;
      void phone.setMuted('audio', true);
      void phone.setMuted('audio', false);
      service.session.self({ audioMuted: true });
      service.session.self({ audioMuted: false });
      told.resolve(undefined);
      await clock.advance(0);
      expect(phone.state.value.media.microphone).to.equal('on');
    });
  });

  describe('changing them', () => {
    it('sends another microphone, and closes the one before', async () => {
      const { phone, connect, media, service } = openPhone();
      media.devices.push({ kind: 'audio', id: 'headset' });
      await connect();
      await phone.useDevice('audio', 'headset');
      expect(media.live.map(({ deviceId }) => deviceId)).to.deep.equal(['cam', 'headset']);
      expect(service.session.sent.audio).to.equal(phone.state.value.media.audio);
    });

    it('stays muted', async () => {
      const { phone, connect, media } = openPhone();
      media.devices.push({ kind: 'audio', id: 'headset' });
      await connect();
      await phone.setMuted('audio', true);
      await phone.useDevice('audio', 'headset');
      expect(fake(phone.state.value.media.audio)).to.include({
        deviceId: 'headset',
        enabled: false,
      });
      expect(phone.state.value.media.microphone).to.equal('muted');
    });

    it('does not light a camera that is muted; it is there when it is turned on', async () => {
      const { phone, connect, media } = openPhone();
      media.devices.push({ kind: 'video', id: 'webcam' });
      await connect();
      await phone.setMuted('video', true);
      await phone.useDevice('video', 'webcam');
      expect(media.asked).to.have.length(1);
      await phone.setMuted('video', false);
      expect(fake(phone.state.value.media.video).deviceId).to.equal('webcam');
    });

    it('goes on with the one before where the other can’t be had', async () => {
      const { phone, clock, connect, media } = openPhone();
      media.devices.push({ kind: 'audio', id: 'headset', broken: 'NotAllowedError' });
      await connect();
      const outcome = watch(phone.useDevice('audio', 'headset'));
      await clock.advance(0);
      expect(outcome.error?.code).to.equal('media/permission-denied');
      expect(media.live.map(({ deviceId }) => deviceId)).to.deep.equal(['mic', 'cam']);
      expect(phone.state.value.media).to.include({ microphone: 'on', problem: undefined });
    });

    it('closes the camera first on phones that open one at a time', async () => {
      const { phone, connect, media } = openPhone();
      media.devices.push({ kind: 'video', id: 'front' });
      media.oneCamera = true;
      await connect();
      await phone.useDevice('video', 'front');
      expect(fake(phone.state.value.media.video).deviceId).to.equal('front');
      expect(phone.state.value.media).to.include({ camera: 'on', problem: undefined });
    });

    it('uses the last of two that are chosen quickly', async () => {
      const { phone, connect, media } = openPhone();
      media.devices.push({ kind: 'audio', id: 'a' }, { kind: 'audio', id: 'b' });
      await connect();
      await Promise.all([phone.useDevice('audio', 'a'), phone.useDevice('audio', 'b')]);
      expect(media.live.map(({ deviceId }) => deviceId)).to.deep.equal(['cam', 'b']);
    });

    it('gives nothing back to a call that is over meanwhile', async () => {
      const { phone, clock, connect, media } = openPhone();
      await connect();
      media.hold();
      const outcome = watch(phone.useDevice('audio', 'mic'));
      await clock.advance(0);
      await phone.hangup();
      media.release();
      await clock.advance(0);
      expect(outcome.error?.code).to.equal('call/no-call');
      expect(media.live).to.deep.equal([]);
      expect(phone.state.value.media.microphone).to.equal('off');
    });
  });

  describe('losing them', () => {
    it('says so, and the call goes on without', async () => {
      const { phone, clock, connect, media, service } = openPhone();
      await connect();
      media.unplug('cam');
      expect(phone.state.value.media).to.include({ camera: 'off', video: undefined });
      expect(phone.state.value.media.problem?.code).to.equal('media/unplugged');
      await clock.advance(0);
      expect(phone.state.value.phase).to.equal('connected');
      expect(service.session.sent.video).to.equal(undefined);
    });

    it('takes another one where there is one', async () => {
      const { phone, clock, connect, media, service } = openPhone();
      media.devices.push({ kind: 'audio', id: 'built-in' });
      await connect({ ...both, audioInput: 'mic' });
      media.unplug('mic');
      await clock.advance(0);
      const { audio, microphone, problem } = phone.state.value.media;
      expect(fake(audio)).to.include({ deviceId: 'built-in', enabled: true });
      expect({ microphone, problem }).to.deep.equal({ microphone: 'on', problem: undefined });
      expect(service.session.sent.audio).to.equal(audio);
    });

    it('takes the other one muted where the lost one was', async () => {
      const { phone, clock, connect, media } = openPhone();
      media.devices.push({ kind: 'audio', id: 'built-in' });
      await connect();
      await phone.setMuted('audio', true);
      media.unplug('mic');
      await clock.advance(0);
      expect(fake(phone.state.value.media.audio)).to.include({
        deviceId: 'built-in',
        enabled: false,
      });
      expect(phone.state.value.media.microphone).to.equal('muted');
    });

    it('names a permission that was taken back', async () => {
      const { phone, clock, connect, media } = openPhone();
      await connect();
      media.denied = ['audio', 'video'];
      media.live[0]?.vanish();
      await clock.advance(0);
      expect(phone.state.value.media.microphone).to.equal('off');
      expect(phone.state.value.media.problem?.code).to.equal('media/permission-denied');
    });

    it('closes another one that the call can’t send', async () => {
      const { phone, clock, connect, media, service } = openPhone();
      media.devices.push({ kind: 'audio', id: 'built-in' });
      await connect();
      service.session.refusal = new CallError('call/unsupported');
      media.unplug('mic');
      await clock.advance(0);
      expect(media.live.map(({ kind }) => kind)).to.deep.equal(['video']);
      expect(phone.state.value.media.microphone).to.equal('off');
      expect(phone.state.value.media.problem?.code).to.equal('call/unsupported');
    });

    it('is over the loss when the visitor turns on a new one', async () => {
      const { phone, clock, connect, media } = openPhone();
      await connect();
      media.unplug('cam');
      await clock.advance(0);
      media.devices.push({ kind: 'video', id: 'new' });
      await phone.setMuted('video', false);
      expect(phone.state.value.media).to.include({ camera: 'on', problem: undefined });
    });
  });
});
