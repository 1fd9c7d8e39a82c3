import { createTokenHandler, local } from '../../../src/server/index.js';

/**
 * A token route for somebody who may read the room "lobby" but, other than the page believes, not
 * write in it: the broker refuses each message.
 */
export const listenerRoute = (
  key: string,
  site: string,
): ((request: Request) => Promise<Response>) => {
  const mint = local({ key, url: `${site.replace('http', 'ws')}/mqtt` });
  const topics = ['chat/lobby/messages', 'chat/lobby/sync'];
  return createTokenHandler({
    authorize: () => ({ user: { id: 'mute', name: 'Mute' } }),
    mint: (context) => mint({ ...context, wanted: { ...context.wanted, rooms: [], topics } }),
  });
};
