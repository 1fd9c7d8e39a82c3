import { createHash, randomUUID } from 'node:crypto';
import type { GrantUser } from '../../src/server/index.js';

const cookieName = 'rt_demo_guest';
const animals = ['Otter', 'Heron', 'Lynx', 'Marten', 'Plover', 'Vole', 'Wren', 'Badger'];

/** A visitor whom the demo knows by a cookie only. */
export interface Guest {
  user: GrantUser;
  /** The `Set-Cookie` header that makes a new visitor known; undefined for one who is. */
  cookie?: string;
}

/** The guest that a browser's cookie names, or a new one. */
export const guestOf = (cookies: string | null): Guest => {
  const known = new RegExp(`(?:^|; )${cookieName}=([0-9a-f-]{36})(?:;|$)`).exec(cookies ?? '')?.[1];
  const secret = known ?? randomUUID();
  // Others see the id, so it must not be the cookie: who knows that is the guest.
  const digest = createHash('sha256').update(secret).digest();
  const name = `Guest ${animals[digest.readUInt8(31) % animals.length] ?? ''}`;
  const user = { id: `guest-${digest.toString('hex', 0, 16)}`, name };
  if (known) return { user };
  return { user, cookie: `${cookieName}=${secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age=86400` };
};
