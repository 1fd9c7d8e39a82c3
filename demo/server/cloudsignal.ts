import { randomBytes, randomUUID } from 'node:crypto';
import { createTokenHandler, local, verifyLocalToken } from '../../src/server/index.js';
import type { LocalClaims } from '../../src/server/index.js';
import { createSigner } from '../../src/server/jwt.js';
import { serviceTopics } from './demo-service.js';
import { guestOf } from './guests.js';
import { people } from './people.js';
import { as } from './token-routes.js';

/** What the stand-in for CloudSignal is made of. */
export interface CloudSignalOptions {
  /** What the broker takes passwords for that are signed with it. */
  key: string;
  /** Seconds that tokens and credentials live. Default 900. */
  ttl?: number;
  /** The broker, as browsers reach it. Default: `/mqtt` on the page's own host. */
  brokerUrl?: string;
}

type Route = (request: Request) => Promise<Response>;
type Fields = Record<string, unknown>;

/** The one organization that the stand-in knows. */
export const organization = { id: 'org_demo', secretKey: 'sk_demo' } as const;

const everyRoom = { pub: ['chat/#'], sub: ['chat/#', ...serviceTopics] };

/** What a page of another origin needs in order to ask; the service has no cookies to guard. */
const open = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'content-type',
  'cache-control': 'no-store',
};
const answer = (status: number, body: object): Response =>
  Response.json(body, { status, headers: open });
const refuse = (status: number, error: string): Response =>
  answer(status, { error, error_description: `No: ${error}` });

/**
 * CloudSignal's token service under `/cloudsignal`, before the demo's own broker, and `/cloudsignal/token`,
 * or `/cloudsignal/token/ada`, as a site's route that gives the tokens of its own sign-in.
 */
export const cloudSignalRoutes = (
  options: CloudSignalOptions,
): ((path: string) => Route | undefined) => {
  const { key, ttl = 900, brokerUrl } = options;
  // Another key than the broker's: what is not exchanged is not let in.
  const siteKey = randomBytes(32).toString('base64');
  const [signForSite, signForBroker] = [createSigner(siteKey, 'site'), createSigner(key, 'broker')];
  const given = new Map<string, { claims: LocalClaims; password: string }>();

  const credentials = async (tokenId: string, claims: LocalClaims): Promise<Fields> => {
    const now = Math.floor(Date.now() / 1000);
    const password = await signForBroker({
      ...claims,
      iat: now,
      exp: now + ttl,
      jti: randomUUID(),
    });
    given.set(tokenId, { claims, password });
    return {
      token_id: tokenId,
      mqtt_credentials: { username: `${claims.sub}@${organization.id}`, password },
      user_email: claims.sub,
      expires_at: new Date((now + ttl) * 1000).toISOString(),
      refresh_recommended_at: new Date((now + ttl * 0.8) * 1000).toISOString(),
    };
  };

  const routes: Record<string, (body: Fields) => Promise<Response>> = {
    '/v2/tokens/create': async (body) => {
      if (body['organization_id'] !== organization.id) return refuse(404, 'organization_not_found');
      if (body['secret_key'] !== organization.secretKey) return refuse(401, 'invalid_secret_key');
      const now = Math.floor(Date.now() / 1000);
      const claims = { sub: String(body['user_email']), iat: now, exp: now + ttl, acl: everyRoom };
      const access_token = await signForSite(claims);
      return answer(200, { ...(await credentials(randomUUID(), claims)), access_token });
    },
    '/v2/tokens/exchange': async (body) => {
      if (body['organization_id'] !== organization.id) return refuse(404, 'organization_not_found');
      const claims = await verifyLocalToken(String(body['token']), siteKey);
      if (!claims) return refuse(401, 'invalid_token');
      return answer(200, { ...(await credentials(randomUUID(), claims)), provider: 'oidc' });
    },
    '/v2/tokens/refresh': async (body) => {
      const tokenId = String(body['token_id']);
      const known = given.get(tokenId);
      if (!known || known.password !== body['current_token_password']) {
        return refuse(401, 'token_expired');
      }
      return answer(200, await credentials(tokenId, known.claims));
    },
  };

  const siteRoute =
    (name: string): Route =>
    async (request) => {
      const { user, cookie } =
        name === '' ? guestOf(request.headers.get('cookie')) : { user: people[name] };
      if (!user) return refuse(404, 'not_found');
      const url = brokerUrl ?? beside(request);
      const mint = local({ key: siteKey, url, ttl });
      const response = await createTokenHandler({
        authorize: as(user),
        mint: async (context) => ({
          ...(await mint(context)),
          provider: 'cloudsignal',
          organizationId: organization.id,
        }),
      })(request);
      if (cookie) response.headers.append('set-cookie', cookie);
      return response;
    };

  return (path) => {
    const [root, ...rest] = path.split('/').slice(1);
    if (root !== 'cloudsignal') return undefined;
    if (rest[0] === 'token' && rest.length < 3) return siteRoute(rest[1] ?? '');
    const own = `/${rest.join('/')}`;
    if (own === '/v2/providers') return async () => answer(200, { providers: ['oidc'] });
    const route = Object.hasOwn(routes, own) ? routes[own] : undefined;
    return (
      route &&
      (async (request) => {
        if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: open });
        const body: unknown = await request.json().catch(() => undefined);
        if (typeof body !== 'object' || body === null) return refuse(422, 'invalid_request');
        return route({ ...body });
      })
    );
  };
};

const beside = (request: Request): string =>
  new URL('/mqtt', request.headers.get('origin') ?? request.url).href.replace(/^http/, 'ws');
