export { mayCall } from './destinations.js';
export { local, verifyLocalToken } from './local.js';
export type { LocalClaims, LocalOptions } from './local.js';
export { toNodeHandler } from './node.js';
export { createTokenHandler } from './token-handler.js';
export type { TokenHandlerOptions } from './token-handler.js';
export type { Authorize, GrantAnswer, Mint, MintContext, Permission, Permitted } from './types.js';
export type { Grant, GrantUser, TokenRequest } from '../protocol/grant.js';
