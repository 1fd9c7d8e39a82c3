import { mosquittoBroker } from '../faults/brokers.js';
import { mosquittoMissing } from '../helpers/mosquitto.js';
import { brokerService, mqttPromises } from './mqtt-service.js';
import { transportContract } from './transport-contract.js';

transportContract({
  name: 'MQTT on mosquitto',
  provider: 'mqtt',
  missing: mosquittoMissing(),
  ...mqttPromises,
  start: async () => brokerService(await mosquittoBroker({ persistent: false })),
});
