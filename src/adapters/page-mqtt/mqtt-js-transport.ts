import type { TransportFactory } from '../../core/transport.js';
import { RtError } from '../../protocol/errors.js';
import { pageDefaults } from '../../page.js';
import { foreignTransport } from '../foreign-transport.js';
import { freshClient } from './fresh-client.js';
import { sharedClient } from './shared-client.js';

/** A pipe through the page's mqtt.js: a client of its own, or the one that the page has connected. */
export const createTransport: TransportFactory = (receive) => {
  const { mqtt } = pageDefaults.value;
  if (!mqtt) {
    throw new RtError('config/missing-attribute', {
      message: 'The provider "mqtt-js" needs the page’s mqtt.js.',
      remediation: 'Call configure({ mqtt }).',
    });
  }
  const make =
    typeof mqtt === 'function'
      ? freshClient(mqtt)
      : // A client has a method `connect` as well.
        'publish' in mqtt
        ? sharedClient(mqtt)
        : freshClient(mqtt.connect);
  return foreignTransport(make)(receive);
};
