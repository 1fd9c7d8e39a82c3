/** Where the SDK asks by HTTP; it has no option for that. */
const service = 'https://fabric.signalwire.com/';

/** The gateways in use; the newest gets the requests. */
const gateways: string[] = [];

/** Sends the SDK's requests, and no others, to the gateway. */
const patch = (): (() => void) => {
  const before = globalThis.fetch;
  const rerouted: typeof fetch = (input, init) => {
    const gateway = gateways.at(-1);
    const ours = gateway !== undefined && typeof input === 'string' && input.startsWith(service);
    return before.call(globalThis, ours ? gateway + input.slice(service.length) : input, init);
  };
  globalThis.fetch = rerouted;
  return () => {
    // Somebody who has patched it after us calls us; without a gateway we pass everything on.
    if (globalThis.fetch === rerouted) globalThis.fetch = before;
  };
};
let unpatch: () => void = () => undefined;

/**
 * Reroutes what the SDK asks of SignalWire by HTTP to a gateway on this machine, until it is left.
 *
 * @param url the gateway's WebSocket
 */
export const reroute = (url: string): { url: string; leave: () => void } => {
  const gateway = new URL('/', url.replace(/^ws/, 'http')).href;
  if (gateways.length === 0) unpatch = patch();
  gateways.push(gateway);
  let left = false;
  const leave = (): void => {
    if (left) return;
    left = true;
    gateways.splice(gateways.lastIndexOf(gateway), 1);
    if (gateways.length === 0) unpatch();
  };
  return { url, leave };
};
