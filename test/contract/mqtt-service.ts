import type { Mint } from '../../src/server/index.js';
import type { Broker } from '../faults/brokers.js';
import { TcpProxy } from '../helpers/tcp-proxy.js';
import type { ContractService, RunningService } from './service.js';

/** What MQTT keeps, whoever speaks it. */
export const mqttPromises = {
  session: true,
  history: false,
  anyTopic: true,
  retained: true,
  publishWithin: 8_000,
  pingWithin: 4_000,
} as const satisfies Partial<ContractService>;

/** What a minter is asked, for a user who may use one room. */
export const wish = (user: string, room: string): Parameters<Mint>[0] => ({
  user: { id: user },
  wanted: { purpose: 'chat', rooms: [room], topics: [], destinations: [] },
  signal: new AbortController().signal,
});

/** The same grant with a token, or a password, that was never made. */
export const spoilt = (grant: { token?: string; mqtt?: object }): object =>
  grant.mqtt
    ? { ...grant, mqtt: { ...grant.mqtt, password: 'wrong' } }
    : { ...grant, token: 'eyJhbGciOiJIUzI1NiJ9.e30.x' };

/** The part of a service that is its line. */
export const brokenBy = (
  line: TcpProxy,
): Pick<RunningService, 'sockets' | 'drop' | 'halfOpen' | 'stop' | 'resume'> => ({
  get sockets() {
    return line.connections;
  },
  drop: () => line.cut(),
  halfOpen: () => line.blackhole(true),
  stop: () => {
    line.refuse(true);
    line.cut();
  },
  resume: () => {
    line.refuse(false);
    line.blackhole(false);
  },
});

/** A broker that a test has started, behind a line that can be broken. */
export const brokerService = async (
  broker: Broker,
  adapt: (grant: Awaited<ReturnType<Mint>>) => object | Promise<object> = (grant) => grant,
): Promise<RunningService> => {
  const line = await TcpProxy.start(broker.port);
  const mint = broker.mint('a', line.port);
  // With the getter, which a spread would read once.
  return Object.defineProperties(
    {
      grant: async (user: string, room: string) => adapt(await mint(wish(user, room))),
      refusedGrant: async () => spoilt(await adapt(await mint(wish('eve', 'nowhere')))),
      close: async () => {
        await line.close();
        await broker.close();
      },
    },
    Object.getOwnPropertyDescriptors(brokenBy(line)),
  ) as RunningService;
};
