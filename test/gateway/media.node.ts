import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { createEncoder } from 'libopus-wasm';
import { RtpHeader, RtpPacket } from 'werift';
import { Babble } from '../../demo/gateway/media/babble.js';
import { Loudness } from '../../demo/gateway/media/loudness.js';
import { mix } from '../../demo/gateway/media/mix.js';
import { everyFrame } from '../../demo/gateway/media/pace.js';
import { RtpOut } from '../../demo/gateway/media/rtp-out.js';
import { startStun } from '../../demo/gateway/media/stun.js';
import { frameSize, Voice } from '../../demo/gateway/media/voice.js';
import { beginsKeyframe } from '../../demo/gateway/media/vp8.js';

const packet = (sequenceNumber: number, timestamp: number): RtpPacket =>
  new RtpPacket(new RtpHeader({ sequenceNumber, timestamp, payloadType: 96 }), Buffer.from([1]));

const loud = new Float32Array(frameSize).fill(0.3);
const quiet = new Float32Array(frameSize).fill(0.001);

describe('RTP that goes out', () => {
  it('goes on in sequence and in time when the source changes', () => {
    let now = 0;
    const out = new RtpOut('video', () => now);
    const sent: RtpHeader[] = [];
    out.track.onReceiveRtp.subscribe(({ header }) => sent.push(header));
    const [first, second] = [{}, {}];
    out.forward(first, packet(65_535, 90_000));
    now = 40;
    out.forward(first, packet(0, 93_600));
    now = 140;
    out.forward(second, packet(7, 4_000_000_000));
    const [one, two, three] = sent;
    assert.ok(one && two && three);
    assert.equal((two.sequenceNumber - one.sequenceNumber) & 0xffff, 1);
    assert.equal((three.sequenceNumber - two.sequenceNumber) & 0xffff, 1);
    assert.equal((two.timestamp - one.timestamp) >>> 0, 3_600);
    assert.equal((three.timestamp - two.timestamp) >>> 0, 9_000);
    assert.equal(out.count, 3);
  });
});

describe('VP8', () => {
  for (const [what, bytes, whole] of [
    ['a whole picture', [0x10, 0x00], true],
    ['a difference', [0x10, 0x01], false],
    ['a later part of a whole picture', [0x00, 0x00], false],
    ['a whole picture behind a short picture id', [0x90, 0x80, 0x11, 0x00], true],
    ['a difference behind a long picture id', [0x90, 0x80, 0x91, 0x11, 0x01], false],
    ['a whole picture behind every extension', [0x90, 0xe0, 0x91, 0x11, 0x05, 0x20, 0x00], true],
    ['nothing', [], false],
    ['a descriptor that ends too early', [0x90, 0x80], false],
  ] as const) {
    it(`tells ${what}`, () => assert.equal(beginsKeyframe(Buffer.from(bytes)), whole));
  }
});

describe('sound', () => {
  it('comes out as it went in, 20 ms at a time, after a cushion', async (test) => {
    const voice = await Voice.create();
    test.after(() => voice.free());
    const encoder = await createEncoder({ channels: 1, sampleRate: 48_000 });
    test.after(() => encoder.free());
    voice.push(encoder.encodeFloat(loud));
    assert.equal(voice.pull(), undefined);
    voice.push(encoder.encodeFloat(loud));
    assert.equal(voice.pull()?.length, frameSize);
    assert.equal(voice.pull()?.length, frameSize);
    assert.equal(voice.pull(), undefined);
  });

  it('survives a broken packet, and being freed in the middle', async () => {
    const voice = await Voice.create();
    voice.push(Uint8Array.of(0xff, 0xff, 0xff, 0xff));
    voice.free();
    voice.push(Uint8Array.of(0xf8, 0xff, 0xfe));
    assert.equal(voice.pull(), undefined);
    assert.equal(voice.encode(loud).length, 3);
    voice.free();
  });

  it('is kept no longer than a moment when nobody takes it', async (test) => {
    const voice = await Voice.create();
    test.after(() => voice.free());
    for (let count = 0; count < 100; count += 1) voice.push(Uint8Array.of(0xf8, 0xff, 0xfe));
    let frames = 0;
    while (voice.pull()) frames += 1;
    assert.equal(frames, 8);
  });

  it('is added up without clipping, and left alone where there is one', () => {
    assert.equal(mix([undefined, undefined]), undefined);
    assert.equal(mix([undefined, loud]), loud);
    const sum = mix([loud, loud, loud, loud]);
    assert.equal(sum?.[0], 1);
    assert.ok(Math.abs(loud[0] ?? 0) < 0.31, 'what went in is unchanged');
  });

  it('counts as talk until a breath after the last word', () => {
    const loudness = new Loudness();
    assert.equal(loudness.hear(quiet, 0), false);
    assert.equal(loudness.hear(loud, 20), true);
    assert.equal(loudness.hear(undefined, 500), false);
    assert.equal(loudness.talking, true);
    assert.equal(loudness.hear(quiet, 900), true);
    assert.equal(loudness.talking, false);
  });

  it('of the agent is like a voice: it swells, and never clips', () => {
    const babble = new Babble();
    const frames = Array.from({ length: 100 }, () => babble.pull());
    const peaks = frames.map((frame) => Math.max(...frame.map(Math.abs)));
    assert.ok(Math.max(...peaks) < 1 && Math.max(...peaks) > 0.2, `${Math.max(...peaks)}`);
    assert.ok(Math.min(...peaks) < Math.max(...peaks) / 2, `${Math.min(...peaks)}`);
  });
});

describe('pace', () => {
  it('catches up with what a late timer missed, but not with a long sleep', (test) => {
    test.mock.timers.enable({ apis: ['setInterval'] });
    let now = 0;
    let frames = 0;
    const stop = everyFrame(
      () => (frames += 1),
      () => now,
    );
    const at = (time: number): number => {
      now = time;
      test.mock.timers.tick(20);
      return frames;
    };
    assert.equal(at(20), 2);
    assert.equal(at(75), 4);
    assert.equal(at(3_600_000), 6);
    stop();
    assert.equal(at(3_700_000), 6);
  });
});

describe('STUN', () => {
  it('answers a request with an address that is not the asker’s own, and nothing else', async (test) => {
    const stun = await startStun();
    test.after(() => stun.close());
    const socket = createSocket('udp4');
    test.after(() => socket.close());
    const port = Number(stun.url.split(':').at(-1));
    const request = Buffer.alloc(20);
    request.writeUInt16BE(1, 0);
    request.writeUInt32BE(0x2112a442, 4);
    request.write('transaction!', 8);
    socket.send(Buffer.from('nonsense'), port, '127.0.0.1');
    socket.send(request, port, '127.0.0.1');
    const [answer] = (await once(socket, 'message')) as [Buffer];
    assert.equal(answer.readUInt16BE(0), 0x0101);
    assert.equal(answer.toString('latin1', 8, 20), 'transaction!');
    assert.equal(answer.readUInt16BE(26) ^ 0x2112, socket.address().port);
    assert.equal((answer.readUInt32BE(28) ^ 0x2112a442) >>> 0, 0xc0000009);
  });
});
