/** Hosts that are this machine. */
const loopback = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Whether a grant names a gateway on this machine, for demos, tests and work offline: a `ws:` URL of a
 * loopback host. Everything else is SignalWire, at the hosts that the token names.
 */
export const isLocal = (url: string | undefined): url is string => {
  if (url === undefined || !URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'ws:' && loopback.test(hostname);
};
