import { expect } from '@open-wc/testing';
import { MediaWatch } from '../../../src/adapters/signalwire-v4/media-watch.js';
import { Store } from '../../../src/core/store.js';
import { fakeClock, type FakeClock } from '../../helpers/fake-clock.js';

/** A peer connection, as far as it is watched. */
class FakePeer extends EventTarget {
  connectionState: RTCPeerConnectionState = 'new';

  become(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.dispatchEvent(new Event('connectionstatechange'));
  }
}

const setup = (): {
  clock: FakeClock;
  peer: FakePeer;
  line: Store<'online' | 'reconnecting'>;
  watch: MediaWatch;
  seen: { restarts: number; lost: number };
} => {
  const clock = fakeClock();
  const peer = new FakePeer();
  const line = new Store<'online' | 'reconnecting'>('online');
  const seen = { restarts: 0, lost: 0 };
  const watch = new MediaWatch(peer as unknown as RTCPeerConnection, {
    clock,
    line,
    restart: async () => {
      seen.restarts += 1;
      throw new Error('No way.');
    },
    changed: () => undefined,
    lost: () => (seen.lost += 1),
  });
  return { clock, peer, line, watch, seen };
};

describe('watching media', () => {
  it('lets a short interruption heal by itself', async () => {
    const { clock, peer, seen } = setup();
    peer.become('connected');
    peer.become('disconnected');
    await clock.advance(1_500);
    peer.become('connected');
    await clock.advance(60_000);
    expect(seen).to.deep.equal({ restarts: 0, lost: 0 });
    expect(clock.armed).to.equal(0);
  });

  it('looks for another way again and again, and gives up after 20 s', async () => {
    const { clock, peer, seen } = setup();
    peer.become('connected');
    peer.become('failed');
    await clock.advance(19_999);
    expect(seen).to.deep.equal({ restarts: 4, lost: 0 });
    await clock.advance(1);
    expect(seen.lost).to.equal(1);
  });

  it('waits for the service, and goes on at once when that is back', async () => {
    const { clock, peer, line, seen } = setup();
    peer.become('connected');
    line.set('reconnecting');
    peer.become('failed');
    await clock.advance(4_000);
    expect(seen.restarts).to.equal(0);
    line.set('online');
    await clock.advance(0);
    expect(seen.restarts).to.equal(1);
  });

  it('gives up a call that was answered and has no media', async () => {
    const { clock, watch, seen } = setup();
    watch.expect();
    await clock.advance(20_000);
    expect(seen).to.deep.equal({ restarts: 0, lost: 1 });
  });

  it('leaves nothing behind', async () => {
    const { clock, peer, watch, seen } = setup();
    peer.become('connected');
    peer.become('failed');
    watch.stop();
    peer.become('disconnected');
    await clock.advance(60_000);
    expect(seen).to.deep.equal({ restarts: 0, lost: 0 });
    expect(clock.armed).to.equal(0);
  });
});
