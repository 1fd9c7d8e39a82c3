import { randomBytes } from 'node:crypto';
import { startDemo } from '../../demo/server/start-demo.js';
import { local } from '../../src/server/index.js';
import { TcpProxy } from '../helpers/tcp-proxy.js';
import { brokenBy, spoilt, wish } from './mqtt-service.js';
import type { RunningService } from './service.js';
import { transportContract } from './transport-contract.js';

/** The demo's gateway, behind a line that can be broken. */
const start = async (): Promise<RunningService> => {
  const key = randomBytes(32).toString('base64');
  const demo = await startDemo({ key });
  const line = await TcpProxy.start(Number(new URL(demo.url).port));
  const mint = local({ key, url: '', callUrl: `ws://127.0.0.1:${line.port}/signalwire` });
  const grantFor = async (user: string, room: string) => {
    const { wanted, ...context } = wish(user, room);
    const provider = 'signalwire';
    const granted = await mint({ ...context, wanted: { ...wanted, provider } });
    return { ...granted, user: { id: user } };
  };
  return {
    ...brokenBy(line),
    // Not the line's: what was asked by HTTP keeps its connection for a while.
    get sockets() {
      return demo.gateway.sockets;
    },
    grant: grantFor,
    refusedGrant: async () => spoilt(await grantFor('eve', 'nowhere')),
    close: async () => {
      await line.close();
      await demo.close();
    },
  };
};

transportContract({
  name: 'Conversations of SignalWire v4',
  provider: 'signalwire',
  session: false,
  history: true,
  textOnly: true,
  anyTopic: false,
  retained: false,
  publishWithin: 10_000,
  pingWithin: 6_000,
  cast: (fresh) => {
    const room = encodeURIComponent(`/public/room-${fresh}`);
    return { ann: { user: 'ann', room }, ben: { user: 'ben', room } };
  },
  start,
});
