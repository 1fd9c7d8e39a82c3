import type { GrantUser } from '../../src/server/index.js';
import type { Conversations } from './conversations.js';
import type { Directory } from './directory.js';
import { userAddress } from './directory.js';
import { fieldsOf, textOf } from './json-rpc.js';

/** What the routes work with. */
export interface RestOptions {
  directory: Directory;
  conversations: Conversations;
  /** Whom a token speaks for; undefined for one that is not good. */
  verify(token: string): Promise<GrantUser | undefined>;
  /** Exchanges a page's public token for a guest's own; undefined where it is not known. */
  exchange(embedToken: string): Promise<string | undefined>;
}

/** Pages of every origin call, as with SignalWire; nothing here goes by cookies. */
const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization, content-type, accept, dpop',
  'access-control-allow-methods': 'GET, POST',
  'access-control-max-age': '600',
};

const json = (body: unknown, status = 200): Response =>
  Response.json(body, { status, headers: { ...cors, 'cache-control': 'no-store' } });

const refused = (): Response => json({ errors: [{ code: 'unauthorized' }] }, 401);
const missing = (): Response => json({ errors: [{ code: 'not_found' }] }, 404);

/** The part of SignalWire's REST API that the SDK uses: `/api/fabric/…`. */
export const restApi =
  (options: RestOptions) =>
  async (request: Request): Promise<Response> => {
    if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: cors });
    const url = new URL(request.url);
    const path = url.pathname.replace(/^\/api\/fabric\//, '');
    const body = request.method === 'POST' ? await bodyOf(request) : {};
    if (path === 'embeds/tokens') {
      const token = await options.exchange(textOf(body['token']));
      return token === undefined ? refused() : json({ token });
    }
    const bearer = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
    const user = await options.verify(bearer);
    if (!user) return refused();
    return request.method === 'POST'
      ? write(path, body, user, options)
      : read(path, url.searchParams, user, options);
  };

const read = (
  path: string,
  query: URLSearchParams,
  user: GrantUser,
  { directory, conversations }: RestOptions,
): Response => {
  if (path === 'subscriber/info') return json(subscriber(user));
  if (path === 'addresses') {
    const name = query.get('name');
    const found = name === null ? directory.list() : [directory.find(name)];
    return json({ data: found.filter((address) => address !== undefined), links: {} });
  }
  const id = /^addresses\/([^/]+)$/.exec(path)?.[1];
  if (id !== undefined) {
    const address = directory.byId(id);
    return address ? json(address) : missing();
  }
  const group = /^conversations\/([^/]+)\/messages$/.exec(path)?.[1];
  const messages = group === undefined ? undefined : conversations.messages(user, group);
  return messages ? json({ data: messages, links: {} }) : missing();
};

const write = (
  path: string,
  body: Record<string, unknown>,
  user: GrantUser,
  { conversations }: RestOptions,
): Response => {
  if (path === 'conversations/join') {
    const ids = body['fabric_address_ids'];
    const group = conversations.join(user, Array.isArray(ids) ? ids.map(textOf) : []);
    return group === undefined ? missing() : json({ group_id: group });
  }
  if (path !== 'messages') return missing();
  const message = conversations.write(user, textOf(body['group_id']), textOf(body['text']));
  return message ? json(message) : missing();
};

const subscriber = (user: GrantUser) => {
  const address = userAddress(user);
  return {
    id: user.id,
    email: `${user.id}@demo.invalid`,
    display_name: address.display_name,
    first_name: address.display_name,
    last_name: '',
    push_notification_key: '',
    fabric_addresses: [address],
  };
};

const bodyOf = async (request: Request): Promise<Record<string, unknown>> => {
  try {
    return { ...fieldsOf(await request.json()) };
  } catch {
    return {}; // not JSON: the routes find nothing in it and say so
  }
};
