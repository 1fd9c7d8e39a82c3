import { mintV3Chat } from '../../demo/gateway/v3/mint.js';
import { transportContract } from './transport-contract.js';
import { v3Promises, v3Service } from './v3-service.js';

transportContract({
  name: 'SignalWire Chat (v3)',
  provider: 'signalwire-chat',
  ...v3Promises,
  history: true,
  start: () => v3Service(mintV3Chat),
});
