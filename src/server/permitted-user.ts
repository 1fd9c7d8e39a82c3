import type { GrantUser } from '../protocol/grant.js';
import type { Permission } from './types.js';

/** The site may be plain JavaScript: nobody must not become somebody by a slip there. */
export const permittedUser = (permission: Permission): GrantUser => {
  const { user }: { user?: Partial<GrantUser> } = permission;
  if (typeof user?.id !== 'string' || user.id === '') {
    throw new TypeError('authorize() allowed a visitor without a user id.');
  }
  return permission.user;
};
