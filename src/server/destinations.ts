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
