import type { GrantUser } from '../../src/server/index.js';

/** Who the demo's visitors can be, by the path of their token route. */
export const people: Readonly<Record<string, GrantUser>> = {
  ada: { id: 'ada', name: 'Ada' },
  ben: { id: 'ben', name: 'Ben' },
  cyd: { id: 'cyd', name: 'Cyd' },
  dan: { id: 'dan', name: 'Dan' },
};
