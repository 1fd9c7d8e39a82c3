import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { Player } from '../../../../src/elements/rt-call/screen/player.js';
import type { RtError } from '../../../../src/protocol/errors.js';
import { participant, richCall } from '../fake-phone.js';
import { button, connected, openCall, part, pictureStream, textOf } from '../open-call.js';

const setup = async (): Promise<{
  player: Player;
  video: HTMLVideoElement;
  changes: () => number;
  failures: RtError[];
}> => {
  let count = 0;
  const failures: RtError[] = [];
  const player = new Player({
    changed: () => void (count += 1),
    failed: (error) => failures.push(error),
  });
  const video = await fixture<HTMLVideoElement>(html`<video muted playsinline></video>`);
  player.take(video);
  return { player, video, changes: () => count, failures };
};

const refuse = (video: HTMLVideoElement): void => {
  video.play = () =>
    video.muted
      ? Promise.resolve()
      : Promise.reject(new DOMException('No gesture', 'NotAllowedError'));
};

const stop = (...streams: MediaStream[]): void => {
  for (const stream of streams) for (const track of stream.getTracks()) track.stop();
};

describe('the player of the far end', () => {
  it('has no picture until one is there, and none after it', async () => {
    const { player, changes } = await setup();
    const stream = pictureStream(320, 180);
    player.play(stream);
    await waitUntil(() => player.picture);
    expect(changes()).to.be.above(0);
    expect(player.ratio).to.be.closeTo(16 / 9, 0.01);
    player.play(undefined);
    expect(player.picture).to.equal(false);
    stop(stream);
  });

  it('sees tracks come and go', async () => {
    const { player, changes } = await setup();
    const source = pictureStream();
    const [track] = source.getVideoTracks();
    const stream = new MediaStream();
    player.play(stream);
    expect(player.picture).to.equal(false);
    if (track) stream.addTrack(track);
    // Only the browser's own additions fire it.
    stream.dispatchEvent(new Event('addtrack'));
    await waitUntil(() => player.picture);
    if (track) stream.removeTrack(track);
    const before = changes();
    stream.dispatchEvent(new Event('removetrack'));
    expect(changes()).to.equal(before + 1);
    expect(player.picture).to.equal(false);
    stop(source);
  });

  it('starts the same stream once', async () => {
    const { player, video } = await setup();
    let plays = 0;
    video.play = () => {
      plays += 1;
      return Promise.resolve();
    };
    const stream = new MediaStream();
    player.play(stream);
    player.play(stream);
    expect(plays).to.equal(1);
    expect(video.srcObject).to.equal(stream);
  });

  it('shows without sound what it may not play, until a click', async () => {
    const { player, video } = await setup();
    refuse(video);
    player.play(new MediaStream());
    await waitUntil(() => player.blocked);
    expect(video.muted).to.equal(true);
    video.play = () => Promise.resolve();
    player.unblock();
    expect(player.blocked).to.equal(false);
    expect(video.muted).to.equal(false);
  });

  it('asks again where the click did not help', async () => {
    const { player, video } = await setup();
    refuse(video);
    player.play(new MediaStream());
    await waitUntil(() => player.blocked);
    player.unblock();
    await waitUntil(() => player.blocked);
    expect(video.muted).to.equal(true);
  });

  it('plays through the speaker that was chosen, and tells where it can’t', async () => {
    const { player, video, failures } = await setup();
    const asked: string[] = [];
    video.setSinkId = (id) => {
      asked.push(id);
      return id === 'gone'
        ? Promise.reject(new DOMException('', 'NotFoundError'))
        : Promise.resolve();
    };
    player.speak('one');
    player.speak('one');
    player.speak('gone');
    await waitUntil(() => failures.length > 0);
    expect(asked).to.deep.equal(['one', 'gone']);
    expect(failures[0]?.code).to.equal('media/no-device');
  });

  it('lets go of the stream', async () => {
    const { player, video } = await setup();
    player.play(new MediaStream());
    player.play(undefined);
    expect(video.srcObject).to.equal(null);
  });
});

describe('the picture of a call', () => {
  it('offers a click where the browser keeps the call silent', async () => {
    const call = await openCall(connected);
    const video = part(call, 'video') as HTMLVideoElement;
    refuse(video);
    call.phone.become({ call: { remote: new MediaStream() } });
    await waitUntil(() => part(call, 'banner'));
    expect(textOf(part(call, 'banner'))).to.contain('The browser keeps this call silent.');
    video.play = () => Promise.resolve();
    button(call, 'Click to hear').click();
    expect(part(call, 'banner')).to.equal(undefined);
    expect(video.muted).to.equal(false);
  });

  it('takes the place of the initial, and goes where the far end turns its camera off', async () => {
    const remote = pictureStream();
    const call = await openCall({ ...connected, call: { ...richCall, remote } });
    await waitUntil(() => !part(call, 'poster'));
    const ada = participant({ id: 'a', name: 'Ada' });
    call.phone.become({ call: { participants: [{ ...ada, videoMuted: true }] } });
    expect(textOf(part(call, 'poster'))).to.equal('A Ada Lovelace');
    call.phone.become({ call: { participants: [ada] } });
    expect(part(call, 'poster')).to.equal(undefined);
    stop(remote);
  });

  it('bears names where the service says that people are', async () => {
    const remote = pictureStream(1280, 720);
    const people = [participant({ id: 'a', name: 'Ada', talking: true }), participant({ id: 'b' })];
    const call = await openCall({
      ...connected,
      call: {
        ...richCall,
        remote,
        participants: people,
        layers: [
          { participantId: 'a', x: 0, y: 0, width: 50, height: 100 },
          { participantId: 'b', x: 50, y: 0, width: 50, height: 100 },
          { participantId: 'nobody', x: 0, y: 0, width: 1, height: 1 },
        ],
      },
    });
    await waitUntil(() => !part(call, 'poster'));
    const layers = [...(call.shadowRoot?.querySelectorAll('.layer') ?? [])];
    const picture = part(call, 'video')?.getBoundingClientRect();
    expect(layers).to.have.length(2);
    const box = layers[1]?.getBoundingClientRect();
    expect(box?.width).to.be.closeTo((picture?.width ?? 0) / 2, 1);
    expect(box?.left).to.be.closeTo((picture?.left ?? 0) + (picture?.width ?? 0) / 2, 1);
    // Without bars beside it, or the per cent would be of something else.
    expect((picture?.width ?? 0) / (picture?.height ?? 1)).to.be.closeTo(16 / 9, 0.02);
    expect(layers[0]?.classList.contains('talking')).to.equal(true);
    expect(layers[0]?.getAttribute('style')).to.contain('--_x: 0%');
    stop(remote);
  });
});
