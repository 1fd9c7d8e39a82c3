import type { DemoBroker } from './demo-broker.js';

/** Topics of the demo's make-believe service, which every demo user may read. */
export const serviceTopics = ['jobs/build', 'services/api'];

const steps = ['Fetching', 'Compiling', 'Testing', 'Packing'];
const rest = 6; // ticks between two builds
const length = 40; // ticks of one build

/**
 * Publishes a build's progress and a service's state every second. Returns its own stop.
 * @param alsoTell is told the service's state, for those who are not on the broker
 */
export const startService = (
  broker: DemoBroker,
  alsoTell: (topic: string, state: string) => void,
): (() => void) => {
  let tick = 0;
  const publish = (): void => {
    const at = tick % (length + rest);
    const value = Math.min(100, Math.round((at / length) * 100));
    const step = steps[Math.floor((at / length) * steps.length)];
    broker.publish('jobs/build', { value, state: step ?? 'Done' });
    const service = { state: tick % 60 < 45 ? 'Operational' : 'Degraded' };
    broker.publish('services/api', service);
    alsoTell('services/api', JSON.stringify(service));
    tick += 1;
  };
  publish();
  const timer = setInterval(publish, 1000);
  return () => clearInterval(timer);
};
