import { callContract } from '../contract/call-contract.js';
import { test } from './calls/test.js';

test.use({ demoOptions: { gatewayTimes: { grace: 2_000 } } });

callContract('SignalWire 4', {
  service: 'signalwire-v4',
  destination: '/public/echo',
  refusalNoise: /401/,
  refuseTokens: ({ gateway }, refused) => gateway.refuseTokens(refused),
  calls: ({ gateway }) => gateway.legs.filter(({ user }) => user === 'ada'),
  hangUp: ({ gateway }) => {
    for (const { callId } of gateway.legs.filter(({ user }) => user === 'ada')) {
      gateway.hangUp(callId);
    }
  },
});

callContract('SignalWire 3, in a video room', {
  service: 'signalwire-video',
  destination: 'contract',
  refuseTokens: ({ gatewayV3 }, refused) => gatewayV3.refuseTokens(refused),
  calls: ({ video }) => video.legs.filter(({ user }) => user === 'ada'),
  hangUp: ({ video }) => {
    for (const { callId } of video.legs.filter(({ user }) => user === 'ada')) video.remove(callId);
  },
});
