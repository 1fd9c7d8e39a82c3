import { expect } from '@open-wc/testing';
import { swDevices } from '../../../src/kits/signalwire/sw-devices.js';
import { CallOnShow, heard } from './call-on-show.js';

const setup = () => {
  const shown = new CallOnShow();
  const { devices, follow } = swDevices(shown.view);
  shown.devices = [
    {
      kind: 'video',
      used: 'front',
      all: [
        { id: 'front', label: 'Front' },
        { id: 'back', label: 'Back' },
      ],
    },
    {
      kind: 'speaker',
      used: 'default',
      all: [
        { id: 'default', label: 'Usual' },
        { id: 'desk', label: 'Desk' },
      ],
    },
  ];
  follow(shown.view());
  return { shown, devices, follow };
};

describe('devices as SignalWire’s elements read them', () => {
  it('are ours, with the ones in use', () => {
    const { devices } = setup();
    const [cameras] = heard(devices.videoInputDevices$).values;
    expect(cameras?.map(({ label, kind }) => `${kind} ${label}`)).to.deep.equal([
      'videoinput Front',
      'videoinput Back',
    ]);
    expect(heard(devices.selectedVideoInputDevice$).values[0]).to.include({ deviceId: 'front' });
    expect(heard(devices.audioInputDevices$).values).to.deep.equal([[]]);
    expect(heard(devices.selectedAudioInputDevice$).values).to.deep.equal([null]);
  });

  it('are chosen through the phone, and shown as they are afterwards', () => {
    const { shown, devices, follow } = setup();
    const used = heard(devices.selectedVideoInputDevice$);
    const [, back] = heard(devices.videoInputDevices$).values[0] ?? [];
    devices.selectVideoInputDevice(back ?? null);
    devices.selectVideoInputDevice(null);
    expect(shown.asked).to.deep.equal(['use(video, back)']);
    // It could not be had.
    follow(shown.view());
    expect(used.values.map((one) => one?.deviceId)).to.deep.equal(['front', 'back', 'front']);
  });

  it('have no id for the usual speaker, which is chosen by none', () => {
    const { shown, devices } = setup();
    expect(heard(devices.selectedAudioOutputDevice$).values[0]).to.include({ deviceId: '' });
    devices.selectAudioOutputDevice(null);
    expect(shown.asked).to.deep.equal(['use(speaker, )']);
  });
});
