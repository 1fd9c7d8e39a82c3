import { createTokenHandler } from 'rt-embed/server';
import { mint } from '../../lib/mint';
import { visitorOf } from '../../lib/visitor';

export const POST = createTokenHandler({
  authorize: (request) => {
    const user = visitorOf(request); // your own session says who this is
    return user && { user, rooms: ['lobby'], destinations: ['/public/echo'] };
  },
  mint,
});
