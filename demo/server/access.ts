import type { LocalClaims } from '../../src/server/index.js';
import { topicMatches } from '../../src/protocol/topics.js';

/** Whether a token lets its bearer publish to a topic. */
export const mayPublish = (claims: LocalClaims, topic: string): boolean =>
  claims.acl.pub.some((filter) => topicMatches(filter, topic));

/** Whether a token lets its bearer see a message of a topic. */
export const mayRead = (claims: LocalClaims, topic: string): boolean =>
  claims.acl.sub.some((filter) => topicMatches(filter, topic));

/** Whether a token lets its bearer subscribe to a filter, which may hold wildcards itself. */
export const maySubscribe = (claims: LocalClaims, filter: string): boolean =>
  claims.acl.sub.some(
    (granted) =>
      // To `a/+`, the filter `a/#` looks like one more name; it takes far more than one.
      topicMatches(granted, filter) && (granted.endsWith('#') || !filter.endsWith('#')),
  );
