import { RtError, type RtErrorOptions } from './errors.js';

/** What only a chat can meet; apart, so that no other element downloads it. */
export const chatErrorText = {
  'chat/not-authorized': 'Writing in this room is not allowed.',
  'chat/too-long': 'The message is too long.',
  'chat/empty': 'The message is empty.',
  'chat/send-failed': 'The message could not be sent.',
  'chat/bad-payload': 'A message came in that cannot be shown.',
  'chat/read-only': 'This chat is read-only.',
} as const;

/** A message could not be taken or sent. */
export class ChatError extends RtError {
  override name = 'ChatError';

  constructor(code: keyof typeof chatErrorText, options: RtErrorOptions = {}) {
    super(code, { message: chatErrorText[code], ...options });
  }
}
