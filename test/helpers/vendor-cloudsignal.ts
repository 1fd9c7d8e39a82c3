import type { VendorAnswer, VendorRoute } from './vendor-server.js';

/** The one organization that the service knows. */
export const organization = {
  orgId: 'org_k7xm4pqr2n5t',
  secretKey: 'sk_cloudsignal_secret_never_to_be_seen',
} as const;

const lifeMs = 3_600_000;

/** Answers as the documentation of token authentication does; errors as the vendor's client reads them. */
export const cloudsignalRoutes = (): Record<string, VendorRoute> => {
  const passwords = new Map<string, { password: string; email: string }>();
  let made = 0;

  const grant = (tokenId: string, email: string): VendorAnswer => {
    const password = `tkn_${(made += 1)}`;
    const ends = Date.now() + lifeMs;
    passwords.set(tokenId, { password, email });
    return {
      status: 200,
      body: {
        access_token: password,
        token_type: 'Bearer',
        expires_in: lifeMs / 1000,
        mqtt_credentials: { username: `user${made}@${organization.orgId}`, password },
        token_id: tokenId,
        user_email: email,
        provider: 'cloudsignal',
        expires_at: new Date(ends).toISOString(),
        refresh_recommended_at: new Date(ends - lifeMs / 10).toISOString(),
      },
    };
  };
  const refuse = (status: number, error: string): VendorAnswer => ({
    status,
    body: { error, error_description: `No, since ${error}` },
  });

  return {
    '/v2/tokens/create': ({ body }) => {
      const { organization_id: org, secret_key: key, user_email: email } = body;
      if (typeof org !== 'string' || typeof key !== 'string' || typeof email !== 'string') {
        return { status: 422, body: { detail: [{ loc: ['body'], msg: 'field required' }] } };
      }
      if (org !== organization.orgId) return refuse(404, 'organization_not_found');
      if (key !== organization.secretKey) return refuse(401, 'invalid_secret_key');
      return grant(`token-${passwords.size + 1}`, email);
    },
    '/v2/tokens/refresh': ({ body }) => {
      const tokenId = String(body['token_id']);
      const kept = passwords.get(tokenId);
      if (!kept || kept.password !== body['current_token_password']) {
        return refuse(401, 'token_expired');
      }
      return grant(tokenId, kept.email);
    },
  };
};
