import type { TestContext } from 'node:test';
import type { Demo } from '../../../../demo/server/start-demo.js';
import { grantFor } from '../../helpers/caller.js';
import { RpcClient } from '../../helpers/rpc-client.js';

/** What a page with a chat asks its token route for. */
export const chatWish = { purpose: 'chat', provider: 'signalwire-chat', room: 'lobby' };

/** A client that has not signed in; it goes when the test ends. */
export const opened = async (test: TestContext, url: string): Promise<RpcClient> => {
  const client = await RpcClient.open(url);
  test.after(() => client.close());
  return client;
};

/** A signed-in client of the gateway for version 3; it goes when the test ends. */
export const signedInV3 = async (
  test: TestContext,
  demo: Demo,
  who: string,
  wish: Record<string, unknown> = {},
): Promise<RpcClient> => {
  const { token } = await grantFor(demo, who, { ...chatWish, ...wish });
  const client = await opened(test, demo.gatewayV3.url);
  await client.signIn(token);
  return client;
};
