/** What `<rt-call>` shows before there is a call, in English. `{name}` is replaced by a value. */
export const callIdleTexts = {
  'call.start': 'Call',
  'call.opening': 'Opening…',
  'call.line.off': '',
  'call.line.connecting': 'Connecting…',
  'call.line.online': 'You can be called here.',
  'call.line.reconnecting': 'Reconnecting…',
  'call.line.offline': 'You can’t be called here at the moment.',
  'call.line.error': 'You can’t be called here.',
} as const;
