import type { Fields, VendorAnswer, VendorRequest, VendorRoute } from './vendor-server.js';

/** The one project that the space knows. */
export const project = {
  projectId: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
  apiToken: 'PT-signalwire-api-token-never-to-be-seen',
} as const;

/** A click-to-call token, and an address, that the space knows. */
export const clickToCall = 'c2c_7acc0e5e968706a032983cd80cdca219';
export const supportId = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
export const echoId = '8c8b7a1e-9a53-4e62-8d8e-0f6f6d1b5c11';

const basic = `Basic ${Buffer.from(`${project.projectId}:${project.apiToken}`).toString('base64')}`;
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** One field of a request: whether it is as the documentation has it. */
type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string' && value !== '';
const isUuid: Check = (value) => typeof value === 'string' && uuid.test(value);
const isUnixTime: Check = (value) => Number.isInteger(value) && (value as number) < 1e11;
const isObject: Check = (value) => typeof value === 'object' && value !== null;
const matches =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);

const invalid = (attribute: string, code = 'invalid_parameter'): VendorAnswer => ({
  status: 422,
  body: {
    errors: [
      {
        type: 'validation_error',
        code,
        message: `${attribute} is not valid`,
        attribute,
        url: 'https://signalwire.com/docs/apis/error-codes',
      },
    ],
  },
});

/** Answers as the specification of the REST API does (version of August 2026). */
export const signalwireRoutes = (): Record<string, VendorRoute> => {
  /** What was given out: refresh tokens can be used once; subscriber tokens may invite. */
  const refreshTokens = new Set<string>();
  const subscriberTokens = new Set<string>();
  let made = 0;

  const route =
    (
      required: Record<string, Check>,
      optional: Record<string, Check>,
      make: (body: Fields) => VendorAnswer,
      mayAsk: (request: VendorRequest) => boolean = ({ headers }) =>
        headers.authorization === basic,
    ): VendorRoute =>
    (request) => {
      if (!mayAsk(request)) return { status: 401, body: { error: 'Unauthorized' } };
      for (const [name, check] of Object.entries({ ...required, ...optional })) {
        const value = request.body[name];
        if (value === undefined && !(name in required)) continue;
        if (value === undefined) return invalid(name, 'missing_required_parameter');
        if (!check(value)) return invalid(name);
      }
      const known = { ...required, ...optional };
      const strange = Object.keys(request.body).find((name) => !(name in known));
      return strange === undefined ? make(request.body) : invalid(strange);
    };

  const jwt = (kind: string): string => `eyJ0eXAiOiJ${kind}.${(made += 1)}`;
  const subscriber = (status: number): VendorAnswer => {
    const token = jwt('SAT');
    const refresh = jwt('never-to-be-seen-refresh');
    subscriberTokens.add(token);
    refreshTokens.add(refresh);
    return { status, body: { subscriber_id: echoId, token, refresh_token: refresh } };
  };
  const token = (status: number, kind: string) => (): VendorAnswer => ({
    status,
    body: { token: jwt(kind) },
  });
  const isChannels: Check = (value) =>
    isObject(value) &&
    Object.keys(value as object).length > 0 &&
    Object.values(value as object).every((rights: Fields) => 'read' in rights || 'write' in rights);
  const isMinutes: Check = (value) =>
    Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 43_200;
  const channels = [
    { ttl: isMinutes, channels: isChannels },
    { member_id: matches(/^.{1,250}$/), state: isObject },
  ] as const;

  return {
    '/api/fabric/subscribers/tokens': route(
      { reference: isText },
      {
        expire_at: isUnixTime,
        display_name: isText,
        fingerprint: matches(/^[\w-]{43}$/),
        scope: (value) => value === 'sat:refresh',
      },
      () => subscriber(200),
    ),
    '/api/fabric/subscribers/tokens/refresh': route({ refresh_token: isText }, {}, (body) =>
      refreshTokens.delete(String(body['refresh_token']))
        ? subscriber(201)
        : invalid('refresh_token', 'token_expired'),
    ),
    '/api/fabric/guests/tokens': route(
      {
        allowed_addresses: (value) =>
          Array.isArray(value) && value.length > 0 && value.length <= 10 && value.every(isUuid),
      },
      { expire_at: isUnixTime },
      () => ({
        status: 201,
        body: { token: jwt('GUEST'), refresh_token: jwt('never-to-be-seen-guest') },
      }),
    ),
    '/api/fabric/subscriber/invites': route(
      { address_id: isUuid },
      { expires_at: isUnixTime },
      token(201, 'INVITE'),
      ({ headers }) => subscriberTokens.has((headers.authorization ?? '').replace('Bearer ', '')),
    ),
    '/api/fabric/embeds/tokens': route(
      { token: (value) => value === clickToCall },
      {},
      token(201, 'EMBED'),
      () => true,
    ),
    '/api/video/room_tokens': route(
      { room_name: matches(/^[\w-]{1,100}$/) },
      {
        user_name: matches(/^.{1,100}$/u),
        join_until: matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
        permissions: Array.isArray,
        join_as: matches(/^(member|audience)$/),
        media_allowed: matches(/^(all|video-only|audio-only)$/),
        remove_after_seconds_elapsed: (value) => Number(value) > 0 && Number(value) <= 200_000,
      },
      token(200, 'VRT'),
    ),
    '/api/chat/tokens': route(...channels, token(200, 'CHAT')),
    '/api/pubsub/tokens': route(...channels, token(200, 'PUBSUB')),
  };
};
