import { createTokenHandler, toNodeHandler } from 'rt-embed/server';
import { mint } from '../../lib/mint';
import { visitorOf } from '../../lib/visitor';

export default toNodeHandler(
  createTokenHandler({
    authorize: (request) => {
      const user = visitorOf(request);
      // For chat and status only: nobody is called from this page.
      return user && { user, rooms: ['lobby'], topics: ['jobs/build'], destinations: [] };
    },
    mint,
  }),
);
