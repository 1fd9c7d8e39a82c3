import { startDemo } from '../../../demo/server/start-demo.js';
import type { Grant } from '../../../src/protocol/grant.js';
import { dynsecMint } from '../../helpers/dynsec-mint.js';
import { startMosquitto } from '../../helpers/mosquitto.js';
import { Stage } from './stage.js';

export type BrokerName = 'mosquitto' | 'aedes';

/** One request for a token, as its route saw it; ms since the epoch. */
export interface Asked {
  user: string;
  at: number;
  /** When the token that it was answered with ends. */
  end: number;
}

/** A site whose tokens live for seconds, at a broker that ends a connection with its token. */
export interface BriefTokens {
  stage: Stage;
  /** All requests so far, in order. */
  asked: readonly Asked[];
  /** Makes a token route for a user of the demo; returns its path. */
  route(user: string): string;
  close(): Promise<void>;
}

/** Starts the demo with one of its brokers. @param life seconds that each token lives */
export const startBriefTokens = async (name: BrokerName, life: number): Promise<BriefTokens> => {
  const started = await (name === 'aedes' ? withAedes : withMosquitto)(life);
  const stage = await Stage.start(started.url);
  const asked: Asked[] = [];
  return {
    stage,
    asked,
    route: (user) =>
      stage.route(async (request) => {
        const at = Date.now();
        const answer = await stage.demo(request, `/token/${user}`);
        // It leaves the time to renew to the page: half of so short a life.
        const grant = (await answer.json()) as Grant;
        asked.push({ user, at, end: grant.expiresAt ?? NaN });
        const body = { ...grant, refreshAt: null };
        return Response.json(body, { headers: { date: answer.headers.get('date') ?? '' } });
      }).path,
    close: async () => {
      await stage.close();
      await started.close();
    },
  };
};

interface Started {
  url: string;
  close(): Promise<void>;
}

const withAedes = (life: number): Promise<Started> => startDemo({ tokenTtl: life });

/** mosquitto knows no end of a token: its user is removed then, which cuts its connection. */
const withMosquitto = async (life: number): Promise<Started> => {
  const broker = await startMosquitto();
  const ends = new Set<NodeJS.Timeout>();
  const minted = (user: string): void => {
    const end = setTimeout(() => {
      ends.delete(end);
      // Fails only where the broker has been stopped meanwhile.
      broker.deleteUser(user).catch(() => undefined);
    }, life * 1_000);
    ends.add(end);
  };
  const mint = dynsecMint(broker, { ttl: life, minted });
  const demo = await startDemo({ mint, brokerUrl: broker.url });
  return {
    url: demo.url,
    close: async () => {
      for (const end of ends) clearTimeout(end);
      await demo.close();
      await broker.stop();
    },
  };
};
