import { createHash, randomUUID } from 'node:crypto';

/** Who has these cookies; null where nobody is known. In place of it, ask your own session. */
export const visitorOf = (cookies) => {
  const secret = /(?:^|; )visitor=([0-9a-f-]{36})(?:;|$)/.exec(cookies ?? '')?.[1];
  if (secret === undefined) return null;
  // Others see the id, so it must not be the cookie: who knows that is the visitor.
  const id = createHash('sha256').update(secret).digest('hex').slice(0, 32);
  return { id, name: `Guest ${id.slice(0, 3)}` };
};

/** The cookie for a visitor who has none yet. */
export const newVisitor = () => `visitor=${randomUUID()}; Path=/; HttpOnly; SameSite=Lax`;
