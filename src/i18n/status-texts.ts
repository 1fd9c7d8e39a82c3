/** What `<rt-status>` shows and says, in English. `{name}` is replaced by a value. */
export const statusTexts = {
  'status.connecting': 'Connecting…',
  'status.online': 'Online',
  'status.reconnecting': 'Reconnecting…',
  'status.offline': 'Offline',
  'status.error': 'Not available',
  'status.closed': 'Not connected',
  'status.idle': 'Not connected',
  'status.no-value': 'No value yet',
  'status.stale': '{value} · {status}',
  'status.progress': 'Progress',
  'status.people.one': '{count} person here',
  'status.people.other': '{count} people here',
} as const;
