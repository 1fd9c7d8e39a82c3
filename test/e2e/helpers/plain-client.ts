import { connectAsync, type MqttClient } from 'mqtt';

/** A client as the vendors' quickstarts have it: the `mqtt` package, a token, one topic. */
export interface PlainClient {
  /** Everything that came, parsed. */
  received(): Record<string, unknown>[];
  /** Publishes on the room's topic; a string as it is, all else as JSON. */
  say(payload: unknown, qos?: 0 | 1): Promise<void>;
  close(): Promise<void>;
}

export interface PlainOptions {
  /** The demo, without a slash at the end. */
  site: string;
  room: string;
  /** Default 5. */
  protocolVersion?: 4 | 5;
}

/** Gets a token of Ben's from the demo's route, as any page could, and connects with it. */
export const connectPlain = async (options: PlainOptions): Promise<PlainClient> => {
  const { site, room, protocolVersion = 5 } = options;
  const response = await fetch(`${site}/token/ben`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-rt-embed': '1', origin: site },
    body: JSON.stringify({ purpose: 'chat', room }),
  });
  const { url, token } = (await response.json()) as { url: string; token: string };
  const login = { username: 'ben', password: token };
  const client: MqttClient = await connectAsync(url, { ...login, protocolVersion });
  const topic = `chat/${room}/messages`;
  const payloads: string[] = [];
  client.on('message', (_topic, payload) => {
    payloads.push(payload.toString());
  });
  await client.subscribeAsync(topic, { qos: 1 });
  return {
    received: () => payloads.map((text) => JSON.parse(text) as Record<string, unknown>),
    say: async (payload, qos = 1) => {
      const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
      await client.publishAsync(topic, text, { qos });
    },
    close: () => client.endAsync(),
  };
};
