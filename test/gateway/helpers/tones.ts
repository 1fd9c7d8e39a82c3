import { createDecoder } from 'libopus-wasm';
import type { RtpPacket } from 'werift';

/** How strong each frequency is in what was heard, from 0 to 1 (Goertzel's algorithm). */
export const strengths = async (
  packets: readonly RtpPacket[],
  frequencies: readonly number[],
): Promise<number[]> => {
  const decoder = await createDecoder({ channels: 1, sampleRate: 48_000 });
  const samples = packets.flatMap(({ payload }) => [...decoder.decodeFloat(payload)]);
  decoder.free();
  return frequencies.map((frequency) => {
    const turn = 2 * Math.cos((2 * Math.PI * frequency) / 48_000);
    let [before, last] = [0, 0];
    for (const sample of samples) [before, last] = [last, sample + turn * last - before];
    const power = before * before + last * last - turn * before * last;
    return (2 * Math.sqrt(power)) / Math.max(samples.length, 1);
  });
};
