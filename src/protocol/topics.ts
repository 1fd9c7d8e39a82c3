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
      remediation: 'Use 1 to 256 characters without + # / $.',
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
      message: `The ${attribute} "${printable(value)}" cannot be used.`,
      remediation: 'Use names between single slashes, without + #, not starting with $.',
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
  const want = filter.split('/');
  const have = topic.split('/');
  const taken = want.every(
    (level, i) => level === '#' || level === have[i] || (level === '+' && i < have.length),
  );
  // Wildcards at the start don't take the broker's own topics.
  const own = topic.startsWith('$') && /^[+#]/.test(filter);
  return taken && !own && (want.length === have.length || want.at(-1) === '#');
};

const printable = (value: string): string =>
  JSON.stringify(value.length > 64 ? `${value.slice(0, 64)}…` : value).slice(1, -1);
