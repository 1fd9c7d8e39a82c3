/**
 * The same chat as one writes it with the `mqtt` package, with the options that lose least: MQTT 5, a
 * session that the broker keeps under an id that a reload keeps too, QoS 1, a short pause before it
 * connects again, also when it was refused, and a fresh token for that. Each message is a list item.
 */
import type { IClientOptions, MqttClient } from 'mqtt';
import { watch } from './recorder.js';
import { offerSender, whenParsed } from './sender.js';

declare global {
  /** Where messages flow. */
  var mqtt: { connect(url: string, options: IClientOptions): MqttClient };
}

interface Login {
  url: string;
  mqtt: { username: string; password: string };
}

const { room = '', user = '' } = Object.fromEntries(new URLSearchParams(location.search));
const topic = `chat/${room}/messages`;

const clientId = (): string =>
  (sessionStorage['client'] ??= `plain-${crypto.randomUUID()}`) as string;

const login = async (): Promise<Login> => {
  const answer = await fetch(`/token/${user}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'X-RT-Embed': '1' },
    body: JSON.stringify({ purpose: 'chat', room }),
  });
  if (!answer.ok) throw new Error(`The token route answered ${answer.status}.`);
  return (await answer.json()) as Login;
};

const show = (payload: string): void => {
  const item = document.createElement('li');
  item.textContent = (JSON.parse(payload) as { text: string }).text;
  document.querySelector('ol')?.append(item);
};

const begin = async (): Promise<void> => {
  const list = document.querySelector('ol');
  if (!list) return;
  watch(document.body);
  const { url, mqtt: first } = await login();
  let online = false;
  const client = mqtt.connect(url, {
    ...first,
    clientId: clientId(),
    protocolVersion: 5,
    clean: false,
    properties: { sessionExpiryInterval: 3600 },
    keepalive: 10,
    reconnectPeriod: 500,
    connectTimeout: 5_000,
    reconnectOnConnackError: true,
    resubscribe: true,
    timerVariant: 'native',
  });
  client.on('connect', () => {
    client.subscribe(topic, { qos: 1 }, (error) => (online = !error));
  });
  client.on('close', () => {
    online = false;
    // For the next try; until it is there the old one may do.
    login().then(
      ({ mqtt: fresh }) => Object.assign(client.options, fresh),
      () => undefined,
    );
  });
  client.on('error', () => undefined); // 'close' follows, and it tries again
  client.on('message', (_topic, payload) => show(payload.toString()));
  globalThis.rtOnline = () => online;
  globalThis.rtReadBack = async () => undefined; // it has all of them in the DOM
  offerSender({
    send: (text) => {
      const message = { user, text, timestamp: Date.now() };
      return client.publishAsync(topic, JSON.stringify(message), { qos: 1 });
    },
  });
};

whenParsed(begin);
