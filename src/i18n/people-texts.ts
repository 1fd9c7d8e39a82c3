/** What `<rt-chat>` shows of other people, in English. `{name}` is replaced by a value. */
export const peopleTexts = {
  'chat.others.one': '{count} other',
  'chat.others.other': '{count} others',
  'chat.here.one': '{names} is here',
  'chat.here.other': '{names} are here',
  'chat.typing.one': '{names} is typing…',
  'chat.typing.other': '{names} are typing…',
  'chat.typing-many': 'Several people are typing…',
  'chat.read-by': 'Read by {names}',
  'chat.read-count.one': 'Read by {count} person',
  'chat.read-count.other': 'Read by {count} people',
} as const;
