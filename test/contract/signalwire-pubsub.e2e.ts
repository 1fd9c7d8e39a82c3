import { mintV3PubSub } from '../../demo/gateway/v3/mint.js';
import { transportContract } from './transport-contract.js';
import { v3Promises, v3Service } from './v3-service.js';

transportContract({
  name: 'SignalWire PubSub (v3)',
  provider: 'signalwire-pubsub',
  ...v3Promises,
  history: false,
  start: () => v3Service(mintV3PubSub),
});
