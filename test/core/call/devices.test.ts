import { expect } from '@open-wc/testing';
import { watchDevices, type DeviceList } from '../../../src/core/call/devices.js';
import { deferred } from './fake-service.js';

const device = (kind: MediaDeviceKind, deviceId: string, label = ''): MediaDeviceInfo => ({
  kind,
  deviceId,
  label,
  groupId: '',
  toJSON: () => ({}),
});

class FakeSource extends EventTarget {
  devices: MediaDeviceInfo[] = [];
  listeners = 0;
  /** Each is what one question is answered with; then `devices`. */
  readonly answers: Promise<MediaDeviceInfo[]>[] = [];

  enumerateDevices = (): Promise<MediaDeviceInfo[]> =>
    this.answers.shift() ?? Promise.resolve(this.devices);

  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.listeners += 1;
    super.addEventListener(...args);
  }

  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    this.listeners -= 1;
    super.removeEventListener(...args);
  }
}

const settled = async (): Promise<void> => {
  for (let i = 0; i < 5; i += 1) await Promise.resolve();
};

const setup = (source = new FakeSource()) => {
  const seen: DeviceList[] = [];
  const stop = watchDevices((list) => seen.push(list), source);
  return { source, seen, stop };
};

describe('watchDevices', () => {
  it('lists what there is, by kind, with its names', async () => {
    const source = new FakeSource();
    source.devices = [
      device('audioinput', 'a', 'Headset'),
      device('videoinput', 'b', 'Webcam'),
      device('audiooutput', 'c', 'Speakers'),
      device('audioinput', 'd'),
    ];
    const { seen } = setup(source);
    await settled();
    expect(seen).to.deep.equal([
      {
        microphones: [
          { id: 'a', label: 'Headset' },
          { id: 'd', label: '' },
        ],
        cameras: [{ id: 'b', label: 'Webcam' }],
        speakers: [{ id: 'c', label: 'Speakers' }],
      },
    ]);
  });

  it('lists none of which the browser says only that it is there', async () => {
    const source = new FakeSource();
    source.devices = [device('audioinput', '')];
    const { seen } = setup(source);
    await settled();
    expect(seen[0]?.microphones).to.deep.equal([]);
  });

  it('lists them again when one comes or goes', async () => {
    const { source, seen } = setup();
    await settled();
    source.devices = [device('videoinput', 'b')];
    source.dispatchEvent(new Event('devicechange'));
    await settled();
    expect(seen.map(({ cameras }) => cameras.length)).to.deep.equal([0, 1]);
  });

  it('tells only the newest of several answers', async () => {
    const source = new FakeSource();
    const slow = deferred<MediaDeviceInfo[]>();
    source.answers.push(slow.promise, Promise.resolve([device('videoinput', 'b')]));
    const { seen } = setup(source);
    source.dispatchEvent(new Event('devicechange'));
    await settled();
    slow.resolve([]);
    await settled();
    expect(seen.map(({ cameras }) => cameras.length)).to.deep.equal([1]);
  });

  it('tells nothing, and leaves nothing behind, after its undo', async () => {
    const { source, seen, stop } = setup();
    stop();
    await settled();
    expect(seen).to.deep.equal([]);
    expect(source.listeners).to.equal(0);
  });

  it('has nothing to choose where the browser refuses', async () => {
    const source = new FakeSource();
    source.answers.push(Promise.reject(new DOMException('no', 'NotAllowedError')));
    const { seen } = setup(source);
    await settled();
    expect(seen).to.deep.equal([{ microphones: [], cameras: [], speakers: [] }]);
  });
});
