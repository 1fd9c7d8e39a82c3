/** As much of a client of mqtt.js as is used. */
export interface MqttJsClient {
  readonly connected: boolean;
  // The listeners of the events differ; each is typed where it is written.
  on(event: string, listener: (...told: never[]) => void): unknown;
  removeListener(event: string, listener: (...told: never[]) => void): unknown;
  handleMessage(packet: MqttJsPacket, done: (error?: Error) => void): void;
  subscribe(filter: string, options: { qos: 1 }, done: Done): unknown;
  unsubscribe(filter: string, done: Done): unknown;
  publish(topic: string, payload: string, options: MqttJsPublish, done: Done): unknown;
  end(force: boolean, options?: object): unknown;
}

type Done = (error?: Error | null) => void;

export interface MqttJsPublish {
  qos: 0 | 1;
  retain: boolean;
  properties?: { messageExpiryInterval: number };
}

/** What a packet of a server says, as far as it is looked at. */
export interface MqttJsPacket {
  cmd: string;
  topic?: string;
  payload?: string | Uint8Array;
  retain?: boolean;
  dup?: boolean;
  reasonCode?: number;
  sessionPresent?: boolean;
  properties?: { messageExpiryInterval?: number; receiveMaximum?: number };
}

/** `connect` of mqtt.js. */
export type MqttJsConnect = (url: string, options: object) => MqttJsClient;

/** mqtt.js as pages have it: the module, its default export, its `connect`, or a client of the page's own. */
export type MqttJs = MqttJsConnect | { connect: MqttJsConnect } | MqttJsClient;
