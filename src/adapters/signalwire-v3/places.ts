/** What a topic of ours is at the service. */
export interface Place {
  readonly channel: string;
  /** `value`: a topic of its own, and not of a room. */
  readonly part: 'messages' | 'sync' | 'presence' | 'typing' | 'receipts' | 'value';
  /** What follows the part, such as a session's id. */
  readonly tail: string;
}

const ofRoom = /^chat\/([^/]+)\/(messages|sync|presence|typing|receipts)(?:\/(.+))?$/;

/** A room is a channel of the same name, as the token routes of the package grant it; so is a topic. */
export const placeOf = (topic: string): Place => {
  const [, channel, part, tail = ''] = ofRoom.exec(topic) ?? [];
  if (channel === undefined) return { channel: topic, part: 'value', tail: '' };
  return { channel, part: part as Place['part'], tail };
};

export const topicOf = (channel: string, part: Place['part'], tail: string): string =>
  `chat/${channel}/${part}/${tail}`;
