import { expect } from '@open-wc/testing';
import { of, switchMap } from 'rxjs';
import type { SwSelf } from '../../../src/kits/signalwire/components.js';
import { SwPhoneCall } from '../../../src/kits/signalwire/sw-call.js';
import { participant } from '../../elements/rt-call/fake-phone.js';
import { CallOnShow, heard } from './call-on-show.js';

const setup = () => {
  const shown = new CallOnShow();
  const deafened: boolean[] = [];
  const phoneCall = new SwPhoneCall({ view: shown.view, deafen: (deaf) => deafened.push(deaf) });
  const { call } = phoneCall;
  phoneCall.follow(shown.view());
  const self = (): SwSelf => heard(call.self$).values[0] as SwSelf;
  return { shown, phoneCall, call, self, deafened };
};

describe('a call as SignalWire’s elements read it', () => {
  it('is as far as the phone’s call', () => {
    const { shown, phoneCall, call } = setup();
    const { values } = heard(call.status$);
    for (const phase of ['preparing', 'dialing', 'ringing', 'connecting', 'connected'] as const) {
      phoneCall.follow(shown.become({ phase }));
    }
    phoneCall.follow(shown.become({ phase: 'reconnecting' }));
    phoneCall.follow(shown.become({ phase: 'ending' }));
    expect(values).to.deep.equal([
      ...['connected', 'trying', 'ringing', 'connecting', 'connected'],
      ...['recovering', 'disconnecting'],
    ]);
  });

  it('asks the phone for what their buttons ask for, and for nothing else', async () => {
    const { shown, call, self, deafened } = setup();
    await self().toggleMute();
    await self().toggleMuteVideo();
    await self().startScreenShare();
    await self().stopScreenShare();
    await self().toggleHandraise();
    await call.setLayout('1x1');
    await call.toggleHold();
    await call.sendDigits('1#');
    await call.hangup();
    await self().toggleDeaf();
    call.answer();
    call.reject();
    await Promise.all([call.toggleLock(), call.startRecording(), self().toggleEchoCancellation()]);
    expect(shown.asked).to.deep.equal([
      ...['toggle(audio)', 'toggle(video)', 'share(true)', 'share(false)', 'raiseHand(true)'],
      ...['layout(1x1)', 'hold(true)', 'digit(1)', 'digit(#)', 'hangup()'],
    ]);
    expect(deafened).to.deep.equal([true]);
  });

  it('takes back what a button shows by itself, where it did not come to be', async () => {
    const { shown, phoneCall, self, call } = setup();
    phoneCall.follow(shown.become({ media: { camera: 'off' } }));
    // As their provider follows it.
    const muted = heard(call.self$.pipe(switchMap(({ videoMuted$ }) => videoMuted$)));
    await self().toggleMuteVideo();
    phoneCall.follow(shown.view());
    expect(muted.values).to.deep.equal([true, false, true]);
    const selves = heard(call.self$);
    await self().startScreenShare();
    phoneCall.follow(shown.become({ call: { sharing: 'starting' } }));
    phoneCall.follow(shown.become({ call: { sharing: 'off' } }));
    expect(selves.values.map((one) => one.screenShareStatus)).to.deep.equal([
      'none',
      'started',
      'none',
    ]);
  });

  it('gives our own picture a place, in a corner where the service has none for it', () => {
    const { shown, phoneCall, call } = setup();
    const places = (): string[] =>
      (heard(call.layoutLayers$).values[0] ?? []).map(({ member_id: id, x }) => `${id} ${x}`);
    expect(places()).to.deep.equal(['self 71']);
    const participants = [participant({ id: 'me', self: true }), participant({ id: 'ada' })];
    phoneCall.follow(shown.become({ call: { participants } }));
    expect(places()).to.deep.equal(['me 71']);
    const layer = { y: 0, width: 50, height: 100 };
    const layers = [
      { ...layer, participantId: 'ada', x: 0 },
      { ...layer, participantId: 'me', x: 50 },
    ];
    phoneCall.follow(shown.become({ call: { layers } }));
    expect(places()).to.deep.equal(['ada 0', 'me 50']);
  });

  it('knows when their provider has let go of it', () => {
    const { call, phoneCall } = setup();
    expect(phoneCall.forsaken).to.equal(false);
    const { stop } = heard(call.status$.pipe(switchMap((status) => of(status))));
    expect(phoneCall.forsaken).to.equal(false);
    stop();
    expect(phoneCall.forsaken).to.equal(true);
  });
});
