/** What `<rt-call>` shows before there is a call, in English. */
export const callIdleTexts = {
  'call.start': 'Call',
  'call.opening': 'Opening…',
  'call.line.off': 'You cannot be called here.',
  'call.line.connecting': 'Connecting…',
  'call.line.online': 'You can be called here.',
  'call.line.reconnecting': 'Connection lost. Reconnecting…',
  'call.line.offline': 'No connection. Trying again…',
  'call.line.error': 'You cannot be called here.',
} as const;
