import { aedesBroker } from '../faults/brokers.js';
import { brokerService, mqttPromises } from './mqtt-service.js';
import { transportContract } from './transport-contract.js';

transportContract({
  name: 'the page’s mqtt.js',
  provider: 'mqtt-js',
  entry: 'test/contract/pages/mqtt-js.ts',
  ...mqttPromises,
  start: async () =>
    brokerService(await aedesBroker({}), (grant) => ({ ...grant, provider: 'mqtt-js' })),
});
