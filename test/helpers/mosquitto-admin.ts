import { pbkdf2Sync, randomBytes, randomUUID } from 'node:crypto';
import { connectAsync, type MqttClient } from 'mqtt';
import type { DynsecCommand, DynsecResponse } from '../../src/server/index.js';

const control = '$CONTROL/dynamic-security/v1';

/** What a user may do, as topic filters. What is not listed is refused. */
export interface Permissions {
  /** Topics to publish to. */
  publish?: string[];
  /** Topic filters to subscribe to and to receive from. */
  subscribe?: string[];
}

/** The plugin's file for a new broker: one administrator, nothing allowed to anybody else. */
export const initialSecurity = (username: string, password: string): string => {
  const salt = randomBytes(12);
  const iterations = 101; // what mosquitto_ctrl itself writes
  const acl = (acltype: string, topic: string) => ({ acltype, topic, allow: true });
  return JSON.stringify({
    defaultACLAccess: {
      publishClientSend: false,
      publishClientReceive: false,
      subscribe: false,
      unsubscribe: false,
    },
    clients: [
      {
        username,
        password: pbkdf2Sync(password, salt, iterations, 64, 'sha512').toString('base64'),
        salt: salt.toString('base64'),
        iterations,
        roles: [{ rolename: 'admin' }],
      },
    ],
    roles: [
      {
        rolename: 'admin',
        acls: [
          acl('publishClientSend', '$CONTROL/dynamic-security/#'),
          acl('publishClientReceive', '$CONTROL/dynamic-security/#'),
          acl('subscribePattern', '$CONTROL/dynamic-security/#'),
        ],
      },
    ],
  });
};

/** Users of a running broker, made and removed over its own control topic. */
export class MosquittoAdmin {
  #client: MqttClient;
  #waiting = new Map<string, (answer: DynsecResponse[] | string) => void>();

  private constructor(client: MqttClient) {
    this.#client = client;
    client.on('message', (_topic, payload) => this.#onAnswer(payload.toString()));
    client.on('close', () => {
      for (const done of [...this.#waiting.values()]) done('the broker has gone');
    });
    client.on('error', () => undefined); // 'close' follows
  }

  static async connect(url: string, username: string, password: string): Promise<MosquittoAdmin> {
    const options = { username, password, protocolVersion: 5, reconnectPeriod: 0 } as const;
    const admin = new MosquittoAdmin(await connectAsync(url, options));
    await admin.#client.subscribeAsync(`${control}/response`);
    return admin;
  }

  /** Settles when the broker knows the user; such a user's own role is named like the user. */
  async createUser(username: string, password: string, allowed: Permissions): Promise<void> {
    const acls = [
      ...(allowed.publish ?? []).map((topic) => ({ acltype: 'publishClientSend', topic })),
      ...(allowed.subscribe ?? []).flatMap((topic) => [
        { acltype: 'subscribePattern', topic },
        { acltype: 'unsubscribePattern', topic },
        { acltype: 'publishClientReceive', topic },
      ]),
    ].map((acl) => ({ ...acl, allow: true }));
    const roles = [{ rolename: username }];
    await this.#run([
      { command: 'createRole', rolename: username, acls },
      { command: 'createClient', username, password, roles },
    ]);
  }

  /** Removes the user; the broker disconnects it at once. */
  async deleteUser(username: string): Promise<void> {
    await this.#run([
      { command: 'deleteClient', username },
      { command: 'deleteRole', rolename: username },
    ]);
  }

  async close(): Promise<void> {
    await this.#client.endAsync(true);
  }

  /** Runs commands; resolves with the broker's answer to each, also where it refused one. */
  send(commands: DynsecCommand[]): Promise<DynsecResponse[]> {
    const correlationData = randomUUID();
    return new Promise((resolve, reject) => {
      const timeout = setTimeout(() => done('no answer within 5 s'), 5000);
      const done = (answer: DynsecResponse[] | string) => {
        clearTimeout(timeout);
        this.#waiting.delete(correlationData);
        if (typeof answer === 'string') reject(new Error(`mosquitto: ${answer}`));
        else resolve(answer);
      };
      this.#waiting.set(correlationData, done);
      const named = commands.map((command) => ({ ...command, correlationData }));
      const body = JSON.stringify({ commands: named });
      this.#client.publishAsync(control, body, { qos: 1 }).catch((error: unknown) => {
        done(String(error));
      });
    });
  }

  async #run(commands: DynsecCommand[]): Promise<void> {
    for (const { command, error } of await this.send(commands)) {
      if (error) throw new Error(`mosquitto refused a command: ${command}: ${error}`);
    }
  }

  #onAnswer(payload: string): void {
    const { responses } = JSON.parse(payload) as {
      responses: (DynsecResponse & { correlationData?: string })[];
    };
    this.#waiting.get(responses[0]?.correlationData ?? '')?.(responses);
  }
}
