import { defined } from '../protocol/defined.js';
import type { GrantUser } from '../protocol/grant.js';
import type { Permission } from './types.js';

/**
 * Who the visitor is, and no more than a grant says of them. The site may be plain JavaScript: nobody must
 * become somebody by a slip there, and a whole record of its users must not reach a browser.
 */
export const permittedUser = (permission: Permission): GrantUser => {
  const { user }: { user?: Partial<GrantUser> } = permission;
  if (typeof user?.id !== 'string' || user.id === '') {
    throw new TypeError('authorize() allowed a visitor without a user id.');
  }
  const { id, name, avatar } = user;
  return defined<GrantUser>({ id, name, avatar });
};
