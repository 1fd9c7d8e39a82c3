import { createHash } from 'node:crypto';

/** The cookie that proxy.ts gives to every visitor. In place of it, ask your own session. */
export const visitorCookie = 'visitor';

/** Who a request comes from; null where nobody is known. */
export const visitorOf = (request: Request): { id: string; name: string } | null => {
  const cookies = request.headers.get('cookie') ?? '';
  const secret = /(?:^|; )visitor=([0-9a-f-]{36})(?:;|$)/.exec(cookies)?.[1];
  if (secret === undefined) return null;
  // Others see the id, so it must not be the cookie: who knows that is the visitor.
  const id = createHash('sha256').update(secret).digest('hex').slice(0, 32);
  return { id, name: `Guest ${id.slice(0, 3)}` };
};
