import { expect } from '@open-wc/testing';
import { CallError } from '../../../../src/protocol/call-error.js';
import type { FakeCall } from '../fake-call.js';
import { hostRoom, participant, richCall } from '../fake-phone.js';
import { button, connected, frames, openCall, part, pictureStream } from '../open-call.js';

const people = [
  participant({ id: 'me', self: true }),
  participant({ id: 'a', name: 'Ada', talking: true, handRaised: true }),
  participant({ id: 'b', name: 'Ben', audioMuted: true }),
];
const captions = [{ id: '1', speaker: 'Ada', text: 'Hello.', final: true }];
const texts = [{ id: '1', from: 'Ada', text: 'Hello', own: false, at: 1 }];
const wide = { width: 1_000, height: 600 };

const withSheet = async (name: string, width = 1_000): Promise<FakeCall> => {
  const call = await openCall(
    { ...connected, call: { ...richCall, participants: people, captions, texts } },
    {},
    { width, height: 600 },
  );
  button(call, name).click();
  return call;
};

/** Axe takes what is half-way in for what it will be. */
const still = async (call: FakeCall): Promise<FakeCall> => {
  await frames();
  for (const animation of call.shadowRoot?.getAnimations() ?? []) {
    const end = animation.effect?.getComputedTiming().endTime;
    if (end === Infinity) animation.cancel();
    else animation.finish();
  }
  return call;
};

const scenes: Record<string, () => Promise<FakeCall>> = {
  'being checked': () =>
    openCall({ phase: 'checking', media: { microphone: 'on', camera: 'muted' } }),
  'being checked, with a problem': () =>
    openCall({ phase: 'checking', media: { problem: new CallError('media/no-device') } }),
  incoming: () =>
    openCall({
      phase: 'incoming',
      direction: 'inbound',
      videoOffered: true,
      ringsUntil: Date.now() + 30_000,
    }),
  'incoming, as a card': () =>
    openCall({ phase: 'incoming', direction: 'inbound' }, { mode: 'button' }),
  'being prepared': () => openCall({ phase: 'preparing' }),
  ringing: () => openCall({ phase: 'ringing', media: { microphone: 'on' } }),
  connected: () => openCall(connected, {}, wide),
  'connected, in a small box': () => openCall(connected, {}, { width: 280, height: 240 }),
  'connected, as a card': () => openCall(connected, { mode: 'button' }),
  'connected, over the page': () => openCall(connected, { mode: 'modal' }),
  'connected, with a picture': async () => {
    const remote = pictureStream();
    const [video] = pictureStream().getVideoTracks();
    const call = await openCall({
      ...connected,
      media: { ...connected.media, microphone: 'muted', video },
      call: {
        ...richCall,
        remote,
        captions,
        participants: people,
        layers: [
          { participantId: 'a', x: 0, y: 0, width: 50, height: 100 },
          { participantId: 'b', x: 50, y: 0, width: 50, height: 100 },
        ],
      },
    });
    for (let i = 0; i < 100 && part(call, 'poster'); i += 1) await frames();
    return call;
  },
  'reconnecting, on hold, sharing, with a problem': () =>
    openCall({
      ...connected,
      phase: 'reconnecting',
      call: { ...richCall, held: true, sharing: 'on', handRaised: true, quality: 'poor' },
      media: { microphone: 'off', camera: 'off', problem: new CallError('media/unplugged') },
    }),
  ending: () => openCall({ phase: 'ending', end: { reason: 'hangup', duration: 5_000 } }),
  ended: () => openCall({ phase: 'ended', end: { reason: 'remote-hangup', duration: 5_000 } }),
  failed: () =>
    openCall(
      {
        phase: 'ended',
        end: { reason: 'failed', duration: 0, error: new CallError('media/permission-denied') },
      },
      { mode: 'modal' },
    ),
  'in a room one runs, with all that can run there': async () => {
    const running = { recording: 'on', streaming: 'on', playback: 'on' } as const;
    const room = { ...hostRoom, ...running, locked: true };
    const call = await openCall(
      { ...connected, call: { ...connected.call, room, participants: people } },
      {},
      wide,
    );
    button(call, 'People').click();
    return call;
  },
  'with the keypad': () => withSheet('Keypad'),
  'with texts': () => withSheet('Messages, 1 new'),
  'with people': () => withSheet('People'),
  'with layouts': () => withSheet('More', 500),
  'with more': () => withSheet('More', 300),
};

for (const scheme of ['light', 'dark'] as const) {
  describe(`axe finds nothing wrong with a call, ${scheme}`, () => {
    beforeEach(() => (document.documentElement.style.colorScheme = scheme));
    afterEach(() => document.documentElement.style.removeProperty('color-scheme'));

    for (const [name, open] of Object.entries(scenes)) {
      it(name, async () => {
        await expect(await still(await open())).to.be.accessible();
      });
    }
  });
}

describe('what is to be pressed in a call', () => {
  for (const [name, open] of Object.entries(scenes)) {
    it(`is 44 px at least: ${name}`, async () => {
      const call = await open();
      const all = [
        ...(call.shadowRoot?.querySelectorAll<HTMLElement>('.screen :is(button, select, input)') ??
          []),
      ].filter(({ hidden }) => !hidden);
      for (const one of all) {
        expect(one.offsetHeight, one.outerHTML).to.be.at.least(44);
        expect(one.offsetWidth, one.outerHTML).to.be.at.least(44);
      }
    });

    it(`has a name: ${name}`, async () => {
      const call = await open();
      for (const one of call.shadowRoot?.querySelectorAll('.screen button') ?? []) {
        expect(one.ariaLabel || one.textContent?.trim(), one.outerHTML).not.to.equal('');
      }
    });
  }

  it('is in the box, however narrow it is', async () => {
    for (const width of [280, 320, 400, 520, 700]) {
      const call = await openCall(connected, {}, { width, height: 400 });
      await frames();
      const box = call.getBoundingClientRect();
      const bar = part(call, 'bar');
      for (const one of bar?.querySelectorAll('button') ?? []) {
        const { left, right } = one.getBoundingClientRect();
        expect(left, `${width}`).to.be.at.least(box.left);
        expect(right, `${width}`).to.be.at.most(box.right);
      }
      expect(bar?.scrollWidth, `${width}`).to.be.at.most(bar?.clientWidth ?? 0);
    }
  });
});
