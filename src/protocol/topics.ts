import { RtError } from './errors.js';

/** The topics of one room. */
export interface ChatTopics {
  /** What people write; the quickstarts of the vendors use this very topic. */
  readonly messages: string;
  /** One retained record per session: `{presence}/{sid}`. */
  readonly presence: string;
  /** Repairs between our own clients, so that plain clients never see a repeat. */
  readonly sync: string;
}

// MQTT 5 §4.7: + and # are wildcards, $ starts the broker's own topics; control characters and
// noncharacters make brokers hang up (§1.5.4). A slash would let a room name reach into another room's topics.
const forbiddenInSegment = /[+#/$\p{Cc}\p{Cs}\p{NChar}]/u;
const forbiddenInTopic = /[+#\p{Cc}\p{Cs}\p{NChar}]/u;
const maxTopicLength = 1024;

/**
 * Checks a name that becomes one level of a topic.
 * @throws RtError `config/bad-attribute`
 */
export const checkSegment = (value: string, attribute: string): string => {
  if (value === '' || value.length > 256 || forbiddenInSegment.test(value)) {
    throw new RtError('config/bad-attribute', {
      message: `The ${attribute} "${printable(value)}" cannot be used in a topic.`,
      remediation: 'Use 1 to 256 characters, none of them + # / $ or a control character.',
    });
  }
  return value;
};

/**
 * Checks a whole topic, to be read or written (no wildcards).
 * @throws RtError `config/bad-attribute`
 */
export const checkTopic = (value: string, attribute = 'topic'): string => {
  const levels = value.split('/');
  if (
    value.length > maxTopicLength ||
    value.startsWith('$') ||
    forbiddenInTopic.test(value) ||
    levels.some((level) => level === '')
  ) {
    throw new RtError('config/bad-attribute', {
      message: `The ${attribute} "${printable(value)}" is not a topic that can be used.`,
      remediation: 'Use names separated by single slashes, without + or # and not starting with $.',
    });
  }
  return value;
};

/**
 * The topics of a room. `base` replaces the default `chat/{room}`.
 * @throws RtError `config/bad-attribute`
 */
export const chatTopics = (room: string, base?: string): ChatTopics => {
  const root = base ? checkTopic(base) : `chat/${checkSegment(room, 'room')}`;
  return { messages: `${root}/messages`, presence: `${root}/presence`, sync: `${root}/sync` };
};

/** Whether a topic filter with `+` and `#` takes a topic (MQTT 5 §4.7). */
export const topicMatches = (filter: string, topic: string): boolean => {
  if (filter === topic) return true;
  const want = filter.split('/');
  const have = topic.split('/');
  for (const [i, level] of want.entries()) {
    if (level === '#') return !(i === 0 && topic.startsWith('$'));
    if (i >= have.length) return false;
    if (level === '+') {
      if (i === 0 && topic.startsWith('$')) return false;
    } else if (level !== have[i]) return false;
  }
  return want.length === have.length;
};

const printable = (value: string): string =>
  JSON.stringify(value.length > 64 ? `${value.slice(0, 64)}…` : value).slice(1, -1);
