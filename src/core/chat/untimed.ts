import type { Message, WireMessage } from '../../protocol/chat-message.js';
import { randomId } from '../random-id.js';

/** A broker repeats what it had no answer to within this, ms. */
const repeated = 60_000;

/**
 * A message of a plain client that does not say when it wrote. The same once more is another message,
 * with another id; but undefined where it is the broker's repeat, which only `dup` tells.
 */
export const untimed = (
  messages: readonly Message[],
  message: WireMessage,
  dup = false,
): WireMessage | undefined => {
  const { id, user, text, timestamp } = message;
  const before = messages.findLast(
    (one) =>
      one.text === text && one.id.startsWith(`${user}\n`) && timestamp - one.timestamp < repeated,
  );
  if (!before) return message;
  return dup ? undefined : { ...message, id: `${id}\n${randomId()}` };
};
