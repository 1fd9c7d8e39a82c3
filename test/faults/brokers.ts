import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { connectAsync, type MqttClient } from 'mqtt';
import { Chat } from '../../demo/gateway/v3/chat/chat.js';
import { V3Gateway } from '../../demo/gateway/v3/gateway.js';
import { mintV3Chat } from '../../demo/gateway/v3/mint.js';
import { DemoBroker } from '../../demo/server/demo-broker.js';
import { local, type Mint } from '../../src/server/index.js';
import { dynsecMint } from '../helpers/dynsec-mint.js';
import { startMosquitto, type Mosquitto } from '../helpers/mosquitto.js';
import type { SideName } from './site.js';

/** What a fault needs of its broker. */
export interface BrokerOptions {
  /** Whether it keeps sessions on the disk, at each change. Default: only in memory. */
  persistent?: boolean;
  /** Seconds each token lives; the broker ends a connection with it. Default: longer than any run. */
  tokenLife?: number;
  /** Whether the tokens of the start are going to be revoked. */
  revokes?: boolean;
}

type Receive = (topic: string, payload: Uint8Array) => void;

/** A broker that can be taken away. */
export interface Broker {
  /** Where a line to it ends. */
  readonly port: number;
  /** Makes tokens that lead through a line. */
  mint(side: SideName, linePort: number): Mint;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again; resolves when it takes connections. */
  back(): Promise<void>;
  /** Tells what is said in all rooms, to whoever keeps a history; also after it was away. */
  record(receive: Receive): Promise<void>;
  /** Makes all tokens worthless that were given out so far; resolves when they are. */
  revoke(): Promise<void>;
  close(): Promise<void>;
}

/** The messages of all rooms. */
const messages = 'chat/+/messages';

/** Tokens without a fault live so long, s. */
const longLife = 900;
/** Tokens that a fault revokes are over after this time at the broker that keeps no list, s. */
const revokedAfter = 5;

/** mosquitto, whose tokens are users that its security plugin limits to their topics. */
export const mosquittoBroker = async (options: BrokerOptions): Promise<Broker> => {
  const { persistent, tokenLife } = options;
  const broker = await startMosquitto({ persistent });
  const users = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();
  let recorder: MqttClient | undefined;
  const remove = async (user: string): Promise<void> => {
    if (users.delete(user)) await broker.deleteUser(user);
  };
  const minted = (user: string): void => {
    users.add(user);
    if (tokenLife === undefined) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      // The run may be over, and the broker with it.
      remove(user).catch(() => undefined);
    }, tokenLife * 1000);
    timers.add(timer);
  };
  return {
    port: broker.port,
    mint: (_side, linePort) => mosquittoMint(broker, linePort, tokenLife, minted),
    kill: () => broker.kill(),
    back: () => broker.restart(),
    record: async (receive) => {
      const login = { username: 'recorder', password: randomBytes(16).toString('hex') };
      await broker.createUser({ ...login, subscribe: [messages] });
      recorder = await connectAsync(broker.tcpUrl, { ...login, reconnectPeriod: 200 });
      recorder.on('error', () => undefined); // it connects again
      recorder.on('message', (topic, payload) => receive(topic, payload));
      await recorder.subscribeAsync(messages, { qos: 1 });
    },
    revoke: async () => {
      await Promise.all([...users].map(remove));
    },
    close: async () => {
      await recorder?.endAsync(true);
      for (const timer of timers) clearTimeout(timer);
      await broker.stop();
    },
  };
};

const mosquittoMint = (
  broker: Mosquitto,
  linePort: number,
  tokenLife: number | undefined,
  minted: (user: string) => void,
): Mint => {
  const url = `ws://127.0.0.1:${linePort}`;
  const mint = dynsecMint(broker, { url, ttl: tokenLife ?? longLife, minted });
  return async (context) => {
    const grant = await mint(context);
    return tokenLife === undefined ? grant : { ...grant, refreshAt: Date.now() + tokenLife * 800 }; // as `local` does
  };
};

/** The demo's own broker, which knows a token by its signature and keeps nothing. */
export const aedesBroker = async (options: BrokerOptions): Promise<Broker> => {
  const { tokenLife = longLife, revokes = false } = options;
  const key = randomBytes(32).toString('base64');
  const broker = new DemoBroker(key);
  const server = createServer();
  server.on('upgrade', (request, socket, head) => broker.upgrade(request, socket, head));
  await broker.start();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  let revoked = !revokes;
  let ends = 0;
  return {
    port: (server.address() as AddressInfo).port,
    mint: (_side, linePort) => {
      const url = `ws://127.0.0.1:${linePort}/mqtt`;
      return async (context) => {
        if (revoked) return local({ key, url, ttl: tokenLife })(context);
        // It has no list of users to take one from. So these tokens end sooner than their grants say,
        // which looks the same from outside.
        const grant = await local({ key, url, ttl: revokedAfter })(context);
        ends = Math.max(ends, grant.expiresAt ?? 0);
        const lie = Date.now() + longLife * 1000;
        return { ...grant, expiresAt: lie, refreshAt: lie };
      };
    },
    kill: () => broker.stop(),
    back: () => broker.start(),
    record: async (receive) => broker.subscribe(messages, receive),
    revoke: async () => {
      revoked = true;
      await wait(Math.max(0, ends - Date.now()));
    },
    close: async () => {
      await broker.stop();
      await closed(server);
    },
  };
};

/** The local service for SignalWire's SDK 3, which keeps what was said, also over its own end. */
export const v3Service = async ({ tokenLife = longLife }: BrokerOptions): Promise<Broker> => {
  const key = randomBytes(32).toString('base64');
  const gateway = new V3Gateway({ key, services: [new Chat()] });
  const server = createServer();
  server.on('upgrade', (request, socket, head) => gateway.upgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    mint: (_side, linePort) =>
      mintV3Chat({ key, url: `ws://127.0.0.1:${linePort}`, ttl: tokenLife }),
    kill: async () => gateway.stop(),
    back: async () => gateway.start(),
    // It has its own history.
    record: async () => undefined,
    revoke: async () => {
      for (const user of ['a', 'b']) gateway.revoke(user);
    },
    close: async () => {
      gateway.stop();
      await closed(server);
    },
  };
};

const closed = (server: Server): Promise<void> => {
  const done = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  return done;
};
