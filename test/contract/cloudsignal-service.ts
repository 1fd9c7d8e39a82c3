import { organization } from '../../demo/server/cloudsignal.js';
import { startDemo } from '../../demo/server/start-demo.js';
import { TcpProxy } from '../helpers/tcp-proxy.js';
import { brokenBy } from './mqtt-service.js';
import type { RunningService } from './service.js';

/**
 * The demo's token service and, behind a line that can be broken, its broker.
 * @param refuses who turns down what is refused
 */
export const startCloudSignal = async (refuses: 'exchange' | 'broker'): Promise<RunningService> => {
  const demo = await startDemo();
  const line = await TcpProxy.start(Number(new URL(demo.url).port));
  const grant = async (_user: string, room: string): Promise<object> => {
    const response = await fetch(`${demo.url}/cloudsignal/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'X-RT-Embed': '1' },
      body: JSON.stringify({ purpose: 'chat', room }),
    });
    return { ...((await response.json()) as object), url: `${line.url}/mqtt` };
  };
  const service = {
    defaults: { tokenServiceUrl: `${demo.url}/cloudsignal` },
    grant,
    refusedGrant: async () => ({
      ...(await grant('eve', 'nowhere')),
      ...(refuses === 'exchange'
        ? { token: 'eyJhbGciOiJIUzI1NiJ9.e30.x' }
        : { mqtt: { username: `eve@${organization.id}`, password: 'wrong' } }),
    }),
    close: async () => {
      await line.close();
      await demo.close();
    },
  };
  return Object.defineProperties(
    service,
    Object.getOwnPropertyDescriptors(brokenBy(line)),
  ) as typeof service & RunningService;
};
