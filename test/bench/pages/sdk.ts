/** A call with the SDK alone, as its documentation shows it: a client, `dial()`, the remote stream. */
import { SignalWire } from '@signalwire/js';
import { reroute } from '../../../src/adapters/signalwire-v4/local-fetch.js';
import { destination, devices, fetchGrant, onCall } from './grant.js';

onCall(async (video) => {
  const { token, url } = await fetchGrant();
  // The only two things that the documentation does not show: the way to the gateway on this machine.
  reroute(url);
  const client = new SignalWire(
    { authenticate: async () => ({ token }) },
    {
      webSocketConstructor: class extends WebSocket {
        constructor() {
          super(url);
        }
      },
    },
  );
  const call = await client.dial(destination, {
    audio: true,
    video: true,
    receiveVideo: true,
    inputAudioDeviceConstraints: devices.audio,
    inputVideoDeviceConstraints: devices.video,
  });
  call.remoteStream$.subscribe((stream) => {
    if (stream) video.srcObject = stream;
  });
});
