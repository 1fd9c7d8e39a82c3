import { startCloudSignal } from './cloudsignal-service.js';
import { mqttPromises } from './mqtt-service.js';
import { transportContract } from './transport-contract.js';

transportContract({
  name: 'CloudSignal, with our own client',
  provider: 'cloudsignal',
  ...mqttPromises,
  start: () => startCloudSignal('exchange'),
});
