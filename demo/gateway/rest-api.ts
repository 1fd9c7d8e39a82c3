import { mayCall } from '../../src/server/index.js';
import type { GrantUser } from '../../src/server/index.js';
import type { Conversations } from './conversations.js';
import type { Directory } from './directory.js';
import { userAddress } from './directory.js';
import { fieldsOf, textOf } from './json-rpc.js';

/** What the routes work with. */
export interface RestOptions {
  directory: Directory;
  conversations: Conversations;
  /** Whom a token speaks for, and to whom; undefined for one that is not good. */
  verify(token: string): Promise<{ user: GrantUser; destinations: readonly string[] } | undefined>;
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
const forbidden = (): Response => json({ errors: [{ code: 'forbidden' }] }, 403);
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
    const verified = await options.verify(bearer);
    if (!verified) return refused();
    const { user, destinations } = verified;
    if (request.method !== 'POST') return read(path, url, user, options);
    return path === 'conversations/join'
      ? join(body, user, destinations, options)
      : write(path, body, user, options);
  };

const usualPage = 50;

const read = (
  path: string,
  url: URL,
  user: GrantUser,
  { directory, conversations }: RestOptions,
): Response => {
  if (path === 'subscriber/info') return json(subscriber(user));
  if (path === 'addresses') {
    const name = url.searchParams.get('name');
    const found = name === null ? directory.list() : [directory.find(name)];
    return json({ data: found.filter((address) => address !== undefined), links: {} });
  }
  const id = /^addresses\/([^/]+)$/.exec(path)?.[1];
  if (id !== undefined) {
    const address = directory.byId(id);
    return address ? json(address) : missing();
  }
  const group = /^conversations\/([^/]+)\/messages$/.exec(path)?.[1];
  const size = Math.min(Math.max(Number(url.searchParams.get('page_size')) || usualPage, 1), 100);
  const before = url.searchParams.get('page_token') ?? '';
  const page = group === undefined ? undefined : conversations.page(user, group, size, before);
  if (!page) return missing();
  const next = new URL(url);
  next.searchParams.set('page_token', page.next ?? '');
  return json({ data: page.messages, links: page.next === undefined ? {} : { next: next.href } });
};

const join = (
  body: Record<string, unknown>,
  user: GrantUser,
  destinations: readonly string[],
  { directory, conversations }: RestOptions,
): Response => {
  const listed = body['fabric_address_ids'];
  const ids = Array.isArray(listed) ? listed.map(textOf) : [];
  const own = userAddress(user).id;
  const names = ids.flatMap((id) => (id === own ? [] : (directory.byId(id)?.name ?? [])));
  if (!names.every((name) => mayCall(destinations, name))) return forbidden();
  const group = conversations.join(user, ids);
  return group === undefined ? missing() : json({ group_id: group });
};

const write = (
  path: string,
  body: Record<string, unknown>,
  user: GrantUser,
  { conversations }: RestOptions,
): Response => {
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
