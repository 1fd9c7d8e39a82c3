/** Bytes as `WebSocket.send` takes them: never in shared memory. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Puts pieces together into one array. */
export const join = (parts: readonly ArrayLike<number>[]): Bytes => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};
