import { createTokenHandler, toNodeHandler } from 'rt-embed/server';
import { mint } from '../../lib/mint';
import { visitorOf } from '../../lib/visitor';

// The handler reads the body itself.
export const config = { api: { bodyParser: false } };

export default toNodeHandler(
  createTokenHandler({
    authorize: (request) => {
      const user = visitorOf(request);
      return user && { user, rooms: ['lobby'], topics: ['jobs/build'] };
    },
    mint,
  }),
);
