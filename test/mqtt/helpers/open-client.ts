import { WebSocket as NodeWebSocket } from 'ws';
import type { Inbound, Opened } from '../../../src/core/transport.js';
import type { MqttEnvironment, MqttOptions } from '../../../src/mqtt/mqtt-client.js';
import { MqttClient } from '../../../src/mqtt/mqtt-client.js';

/** What came in, in order. */
export class Inbox {
  readonly messages: Inbound[] = [];
  #waiting: (() => void)[] = [];

  readonly take = (message: Inbound): void => {
    this.messages.push(message);
    for (const look of this.#waiting.splice(0)) look();
  };

  get texts(): string[] {
    return this.messages.map(({ payload }) => new TextDecoder().decode(payload));
  }

  /** The texts, once there are as many as that. */
  async until(count: number): Promise<string[]> {
    while (this.messages.length < count) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return this.texts;
  }
}

// Node 20 has no WebSocket of its own; that of `ws` is the same where we use it.
const WebSocketOfNode = NodeWebSocket as unknown as typeof WebSocket;

let names = 0;

/** A client id that no other test uses. */
export const newId = (): string => `test-${process.pid}-${++names}`;

/** A client of ours, not connected yet, and what it receives. */
export const makeClient = (
  environment: MqttEnvironment = {},
  receive?: (message: Inbound) => void | Promise<void>,
): { client: MqttClient; inbox: Inbox } => {
  const inbox = new Inbox();
  const client = new MqttClient(receive ?? inbox.take, {
    WebSocket: WebSocketOfNode,
    ...environment,
  });
  return { client, inbox };
};

/** A client of ours that is connected. */
export const openClient = async (
  url: string,
  options: Partial<MqttOptions> = {},
  environment: MqttEnvironment = {},
): Promise<{ client: MqttClient; inbox: Inbox; opened: Opened }> => {
  const made = makeClient(environment);
  const signal = new AbortController().signal;
  const opened = await made.client.connect({ url, clientId: newId(), ...options }, signal);
  return { ...made, opened };
};
