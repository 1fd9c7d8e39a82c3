/** What `<rt-chat>` says of older messages, in English; apart, so that only a page with a history loads it. */
export const historyTexts = {
  'chat.history-loading': 'Loading earlier messages…',
  'chat.history-failed': 'Earlier messages could not be loaded.',
  'chat.history-start': 'This is where the conversation begins.',
  'chat.history-full': 'Only the newest {count} messages are kept here.',
} as const;
