import {
  aedesBroker,
  mosquittoBroker,
  v3Service,
  type Broker,
  type BrokerOptions,
} from './brokers.js';
import type { SideName } from './site.js';

/** What is put to the test: pages and a broker. */
export interface System {
  readonly name: string;
  /** Whether it is ours, and so held to its promise. */
  readonly ours: boolean;
  /** Whether its broker can keep sessions over its own end. */
  readonly keeps: boolean;
  /** The program it needs, where that may be missing. */
  readonly needs?: 'mosquitto';
  /** The script that watches its pages, of those in `pages/`. */
  readonly script: string;
  broker(options: BrokerOptions): Promise<Broker>;
  /** The page of a side; with `history`, one that reads what was said before it was opened. */
  page(side: SideName, room: string, history: boolean): string;
}

const html = (script: string, body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>A chat</title>
<link rel="icon" href="data:,">
${script}
<body>${body}</body></html>`;

const chatPage = (side: SideName, room: string, history: boolean): string =>
  html(
    '<script async src="/files/cdn/rt-embed.iife.js"></script>',
    `<rt-chat loading="eager" token-endpoint="/token/${side}" room="${room}"
      ${history ? `history-endpoint="/history/${side}"` : ''}></rt-chat>`,
  );

const plainPage = (): string => html('<script src="/files/mqtt.min.js"></script>', '<ol></ol>');

/** All systems, in the order of the table. */
export const systems: readonly System[] = [
  {
    name: 'rt-embed, mosquitto',
    ours: true,
    keeps: true,
    needs: 'mosquitto',
    script: 'rt-embed',
    broker: mosquittoBroker,
    page: chatPage,
  },
  {
    name: 'rt-embed, aedes',
    ours: true,
    keeps: false,
    script: 'rt-embed',
    broker: aedesBroker,
    page: chatPage,
  },
  {
    name: 'rt-embed, SignalWire Chat',
    ours: true,
    keeps: true,
    script: 'rt-embed',
    broker: v3Service,
    page: (side, room) => chatPage(side, room, false),
  },
  {
    name: 'mqtt.js, mosquitto',
    ours: false,
    keeps: true,
    needs: 'mosquitto',
    script: 'plain',
    broker: mosquittoBroker,
    page: plainPage,
  },
];
