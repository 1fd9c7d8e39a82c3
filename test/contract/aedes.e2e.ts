import { aedesBroker } from '../faults/brokers.js';
import { brokerService, mqttPromises } from './mqtt-service.js';
import { transportContract } from './transport-contract.js';

transportContract({
  name: 'MQTT on aedes',
  provider: 'mqtt',
  ...mqttPromises,
  start: async () => brokerService(await aedesBroker({})),
});
