/** Whether an RTP payload begins a VP8 picture that can be decoded by itself (RFC 7741 §4.2, §4.3). */
export const beginsKeyframe = (payload: Buffer): boolean => {
  const first = payload[0] ?? 0;
  const startsPartition = (first & 0x10) !== 0 && (first & 0x07) === 0;
  if (!startsPartition) return false;
  let at = 1;
  if (first & 0x80) {
    const extensions = payload[at++] ?? 0;
    if (extensions & 0x80) at += (payload[at] ?? 0) & 0x80 ? 2 : 1; // picture id
    if (extensions & 0x40) at += 1; // number of the base layer's picture
    if (extensions & 0x30) at += 1; // layer and key numbers
  }
  const frame = payload[at];
  return frame !== undefined && (frame & 0x01) === 0;
};
