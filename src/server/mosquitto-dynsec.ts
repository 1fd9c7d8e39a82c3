import { lifeFrom } from './life.js';
import { allowedTopics } from './room-topics.js';
import type { Mint } from './types.js';
import { VendorError, type VendorErrorOptions } from './vendor-error.js';

/** A command of mosquitto's dynamic security plugin. */
export interface DynsecCommand {
  command: string;
  [parameter: string]: unknown;
}

/** What the plugin answers to a command. */
export interface DynsecResponse {
  command: string;
  error?: string;
  data?: unknown;
}

/**
 * Publishes `{"commands": […]}` to `$CONTROL/dynamic-security/v1` and resolves with the `responses` that
 * come back on `$CONTROL/dynamic-security/v1/response`: one for each command, in order.
 */
export type SendDynsec = (commands: DynsecCommand[]) => Promise<DynsecResponse[]>;

/** What {@link mosquittoDynsec} needs. */
export interface MosquittoDynsecOptions {
  /** The broker, as browsers reach it: `wss://…`. */
  url: string;
  /** The site's own way to the broker, as its administrator. */
  send: SendDynsec;
  /** Seconds a token lives; then {@link removeExpired} removes it. Default 900. */
  ttl?: number;
  /** Milliseconds since the epoch. Default `Date.now`. */
  now?: () => number;
}

/**
 * A minter for a mosquitto with its dynamic security plugin: each token is a user of the broker, with a
 * role of the same name that opens the topics it was made for. The broker knows no end of a user.
 */
export const mosquittoDynsec =
  ({ url, send, ttl = 900, now = Date.now }: MosquittoDynsecOptions): Mint =>
  async (context) => {
    const { pub, sub } = allowedTopics(context);
    const { exp, dates } = lifeFrom(now(), ttl);
    // It says when it ends, so that whoever removes it needs no list of their own.
    const username = `${context.user.id}-rt-${exp}-${crypto.randomUUID()}`;
    const password = `${crypto.randomUUID()}${crypto.randomUUID()}`;
    const acls = [
      ...pub.map((topic) => ({ acltype: 'publishClientSend', topic, allow: true })),
      ...sub.flatMap((topic) => [
        { acltype: 'subscribePattern', topic, allow: true },
        { acltype: 'unsubscribePattern', topic, allow: true },
        { acltype: 'publishClientReceive', topic, allow: true },
      ]),
    ];
    const roles = [{ rolename: username }];
    await run(send, [
      { command: 'createRole', rolename: username, acls },
      { command: 'createClient', username, password, roles },
    ]);
    return { provider: 'mqtt', url, mqtt: { username, password }, ...dates };
  };

/**
 * Removes the users whose time is over; the broker disconnects them at once. For a timer of the site's,
 * about once a minute. Tells how many there were; rejects where the broker can't be asked.
 * @param now milliseconds since the epoch
 */
export const removeExpired = async (send: SendDynsec, now = Date.now()): Promise<number> => {
  const [listed] = await run(send, [{ command: 'listRoles' }]);
  const { roles } = (listed?.data ?? {}) as { roles?: unknown };
  const over = (Array.isArray(roles) ? roles : []).filter(
    (name): name is string => typeof name === 'string' && endOf(name) <= now,
  );
  if (over.length === 0) return 0;
  // The role alone tells of a user whose making broke off: that there is no such user is fine.
  await ask(
    send,
    over.flatMap((name) => [
      { command: 'deleteClient', username: name },
      { command: 'deleteRole', rolename: name },
    ]),
  );
  return over.length;
};

/** When a user of ours ends, ms since the epoch; never, for one that we did not make. */
const endOf = (name: string): number => {
  const end = /-rt-(\d{1,12})-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.exec(name)?.[1];
  return end === undefined ? Infinity : Number(end) * 1000;
};

const run = async (send: SendDynsec, commands: DynsecCommand[]): Promise<DynsecResponse[]> => {
  const responses = await ask(send, commands);
  const refused = commands.find((_, i) => responses[i]?.error !== undefined);
  if (refused) throw failure('vendor/refused', { asked: refused.command });
  return responses;
};

const ask = async (send: SendDynsec, commands: DynsecCommand[]): Promise<DynsecResponse[]> => {
  let responses: DynsecResponse[];
  try {
    responses = await send(commands);
  } catch {
    // Without the cause: a client that could not send may quote what it was to send.
    throw failure('vendor/unreachable');
  }
  if (Array.isArray(responses) && responses.length === commands.length) return responses;
  throw failure('vendor/malformed');
};

const failure = (code: VendorError['code'], options?: VendorErrorOptions): VendorError =>
  new VendorError('mosquitto', code, options);
