import { fitsTopic, peopleTopics } from '../protocol/people.js';
import { chatTopics, checkTopic } from '../protocol/topics.js';
import type { MintContext } from './types.js';

/** Topic filters that may be published to and subscribed to. */
export interface AllowedTopics {
  pub: string[];
  sub: string[];
}

/**
 * What one user may do with the rooms and topics of a request, and nothing else. A user whose id can be no
 * part of a topic, such as `auth0|a/b`, can't tell what they have read, as the page knows too.
 * @throws RtError `config/bad-attribute` where a room or a topic would be a wildcard
 */
export const allowedTopics = ({ user, wanted }: MintContext): AllowedTopics => {
  const pub: string[] = [];
  const sub = wanted.topics.map((topic) => checkTopic(topic));
  for (const room of wanted.rooms) {
    const { messages, presence, sync } = chatTopics(room);
    const { typing, receipts } = peopleTopics(chatTopics(room));
    // One filter for all presence: a session's id is its own choice, and there may be several.
    const filters = [messages, `${presence}/+`, sync, `${typing}/+`];
    pub.push(...filters);
    if (fitsTopic(user.id)) pub.push(`${receipts}/${user.id}`);
    sub.push(...filters, `${receipts}/+`);
  }
  return { pub, sub };
};
