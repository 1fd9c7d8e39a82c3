import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Chat } from '../../demo/gateway/v3/chat/chat.js';
import { V3Gateway } from '../../demo/gateway/v3/gateway.js';
import type { V3MintOptions } from '../../demo/gateway/v3/mint.js';
import type { Mint } from '../../src/server/index.js';
import { TcpProxy } from '../helpers/tcp-proxy.js';
import { brokenBy, wish } from './mqtt-service.js';
import type { ContractService, RunningService } from './service.js';

/** What the SDK of version 3 can keep, and our client adds to it. */
export const v3Promises = {
  session: false,
  anyTopic: false,
  retained: false,
  publishWithin: 8_000,
  pingWithin: 4_000,
} as const satisfies Partial<ContractService>;

/** The local gateway for the SDK of version 3, behind a line that can be broken. */
export const v3Service = async (
  mintWith: (options: V3MintOptions) => Mint,
): Promise<RunningService> => {
  const key = randomBytes(32).toString('base64');
  const gateway = new V3Gateway({ key, services: [new Chat()] });
  const server = createServer();
  server.on('upgrade', (request, socket, head) => gateway.upgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const line = await TcpProxy.start((server.address() as AddressInfo).port);
  const { url } = line;
  const mint = mintWith({ key, url });
  const forge = mintWith({ key: 'another', url });
  return Object.defineProperties(
    {
      grant: (user: string, room: string) => mint(wish(user, room)),
      refusedGrant: () => forge(wish('eve', 'nowhere')),
      close: async () => {
        gateway.stop();
        await line.close();
        server.closeAllConnections();
        server.close();
      },
    },
    Object.getOwnPropertyDescriptors(brokenBy(line)),
  ) as RunningService;
};
