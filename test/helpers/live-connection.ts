import { Connection } from '../../src/core/connection.js';
import { FakeBroker } from './fake-broker.js';
import { fakeClock } from './fake-clock.js';

/** A connection to a broker in memory, on a clock that only the test moves. */
export const liveConnection = () => {
  const clock = fakeClock();
  const broker = new FakeBroker(clock);
  const connection = new Connection({
    source: {
      credentials: 'same-origin',
      fallback: {},
      getToken: () => Promise.resolve({ token: 'secret', user: { id: 'ada' } }),
    },
    request: {},
    loadTransport: () => Promise.resolve(broker.factory),
    clock,
    wake: () => () => undefined,
  });
  return { clock, broker, connection };
};
