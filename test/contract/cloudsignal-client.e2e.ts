import { peerName } from '../helpers/peers.js';
import { startCloudSignal } from './cloudsignal-service.js';
import { mqttPromises } from './mqtt-service.js';
import { transportContract } from './transport-contract.js';

transportContract({
  name: `CloudSignal, with ${peerName('@cloudsignal/mqtt-client')}`,
  provider: 'cloudsignal',
  entry: 'test/contract/pages/cloudsignal-client.ts',
  ...mqttPromises,
  // It asks for no session that outlives its connection: what was missed, the senders repeat.
  session: false,
  start: () => startCloudSignal('broker'),
});
