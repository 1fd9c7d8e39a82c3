/** Several pieces of sound as one, softly limited; undefined where there is nothing to hear. */
export const mix = (parts: readonly (Float32Array | undefined)[]): Float32Array | undefined => {
  const sounding = parts.filter((part) => part !== undefined);
  const [first, ...others] = sounding;
  if (!first || others.length === 0) return first;
  const sum = Float32Array.from(first);
  for (const other of others) {
    for (let at = 0; at < sum.length; at += 1) sum[at] = (sum[at] ?? 0) + (other[at] ?? 0);
  }
  // Two at full volume would clip, which hurts.
  return sum.map((sample) => Math.max(-1, Math.min(1, sample)));
};
