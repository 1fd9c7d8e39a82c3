/**
 * Whether one of several allowed destinations is the one to be called. `/public/*` allows all that
 * begin with `/public/`; what follows a `?` only says how to call.
 */
export const mayCall = (allowed: readonly string[], destination: string): boolean => {
  const [address = ''] = destination.split('?');
  return allowed.some((one) =>
    one.endsWith('*')
      ? address.startsWith(one.slice(0, -1))
      : one === address || one === destination,
  );
};

/**
 * The address that a room of a chat stands for, where it is one: a chat by address asks for it as a room,
 * `%2Fprivate%2Fben`. None that stands for several.
 */
export const addressOf = (room: string): string | undefined => {
  if (!/^%2F/i.test(room)) return undefined;
  try {
    const address = decodeURIComponent(room);
    return address.endsWith('*') ? undefined : address;
  } catch {
    return undefined; // no address is written like that
  }
};
