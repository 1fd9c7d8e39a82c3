/** A candidate that other networks can reach, as far as one can tell. */
const reachable = /^a=candidate:.* typ (srflx|prflx|relay)/m;

/** At an address that belongs to nobody (RFC 7600, §4.1), on the port that throws away. */
const dummy =
  'a=candidate:1 1 udp 1685987071 192.0.0.8 9 typ srflx raddr 0.0.0.0 rport 9 generation 0\r\n';

const sections = (sdp: string): string[] => sdp.split(/^(?=m=)/m);

/** Whether each section has a candidate beyond this network: without, the SDK sends nothing. */
export const isReachable = (sdp: string): boolean =>
  sections(sdp)
    .slice(1)
    .every((section) => reachable.test(section));

/**
 * The same with such a candidate in each section. Those that the browser has found can be enough: the
 * service finds us by the packets that it gets. The SDK would wait for ever for one that a lost packet,
 * or a firewall, has cost us.
 */
export const madeReachable = (sdp: string): string =>
  sections(sdp)
    .map((section, at) => (at === 0 || reachable.test(section) ? section : section + dummy))
    .join('');
