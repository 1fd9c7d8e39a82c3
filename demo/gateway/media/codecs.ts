import { RTCRtpCodecParameters } from 'werift';

/** The payload type of Opus in what the gateway offers; every browser takes it. */
export const opusType = 111;

const feedback = (type: string, parameter?: string) => ({ type, ...(parameter && { parameter }) });

/** The codecs that the gateway speaks: one of each kind is enough, and all browsers have these. */
export const codecs = () => ({
  audio: [
    new RTCRtpCodecParameters({
      mimeType: 'audio/opus',
      clockRate: 48_000,
      channels: 2,
      payloadType: opusType,
    }),
  ],
  video: [
    new RTCRtpCodecParameters({
      mimeType: 'video/VP8',
      clockRate: 90_000,
      payloadType: 96,
      rtcpFeedback: [
        feedback('ccm', 'fir'),
        feedback('nack'),
        feedback('nack', 'pli'),
        feedback('goog-remb'),
      ],
    }),
  ],
});
