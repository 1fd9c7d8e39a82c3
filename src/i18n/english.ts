/** Every text a visitor can see or hear, in English. `{name}` is replaced by a value. */
export const english = {
  'status.connecting': 'Connecting…',
  'status.online': 'Online',
  'status.reconnecting': 'Reconnecting…',
  'status.offline': 'Offline',
  'status.error': 'Not available',
  'status.closed': 'Not connected',
  'status.idle': 'Not connected',
  'status.loading': 'Loading…',
  'status.no-value': 'No value yet',
  'status.people.one': '{count} person here',
  'status.people.other': '{count} people here',
  'chat.label': 'Chat, {room}',
  'chat.log': 'Messages',
  'chat.composer': 'Message',
  'chat.placeholder': 'Write a message',
  'chat.send': 'Send',
  'chat.empty': 'No messages yet. Say hello!',
  'chat.empty-read-only': 'No messages yet.',
  'chat.connecting': 'Connecting…',
  'chat.reconnecting': 'Connection lost. Reconnecting…',
  'chat.offline': 'You are offline. What you write is sent when the connection is back.',
  'chat.retry': 'Try again',
  'chat.sending': 'Sending',
  'chat.sent': 'Sent',
  'chat.failed': 'Not sent',
  'chat.resend': 'Send again',
  'chat.own': 'You',
  'chat.new.one': '{count} new message',
  'chat.new.other': '{count} new messages',
  'chat.latest': 'Go to the newest message',
  'chat.too-long': '{count} characters too many',
  'chat.read-only': 'You can read here, not write.',
  'day.today': 'Today',
  'day.yesterday': 'Yesterday',
} as const;

/** The key of one text. Plural forms end in `.one`, `.other`, … as `Intl.PluralRules` names them. */
export type StringKey = keyof typeof english;

type PluralStem<K> = K extends `${infer Stem}.other` ? Stem : never;
/** The key of a text with plural forms, without its ending. */
export type PluralKey = PluralStem<StringKey>;

/** Texts in place of the English ones; any plural form of the locale may be added. */
export type Strings = Readonly<Partial<Record<StringKey, string>> & Record<string, string>>;
