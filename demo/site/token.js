import { createTokenHandler, local } from 'rt-embed/server';
import { visitorOf } from './visitor.js';

export const handler = createTokenHandler({
  // Your session says who is asking; null is answered with 401.
  authorize: (request) => {
    const user = visitorOf(request.headers.get('cookie'));
    return (
      user && {
        user: { id: user.id, name: user.name },
        rooms: ['lobby'],
        topics: ['jobs/build'],
        destinations: ['/public/*'],
      }
    );
  },
  // For development, and for a broker that checks JWTs; the token names each topic that the user may use. With `callUrl`,
  // the address of a call gateway of your own, it makes tokens for calls as well.
  mint: local({
    key: process.env.TOKEN_KEY,
    url: process.env.BROKER_URL,
    callUrl: process.env.CALL_URL,
  }),
});
