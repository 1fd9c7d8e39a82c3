import { html, type TemplateResult } from 'lit/html.js';

const slash = 'M4 4l16 16';
const mic =
  'M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3ZM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21';
const camera =
  'M5 6.5h8a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2ZM15 10.5l6-3.5v10l-6-3.5';
const handset =
  'M6.5 3.5h2.6l1.7 4.6-2.2 1.7a12 12 0 0 0 5.6 5.6l1.7-2.2 4.6 1.7v2.6a3 3 0 0 1-3.2 3A16.5 16.5 0 0 1 3.5 6.7a3 3 0 0 1 3-3.2Z';

/** What each icon draws, in a box of 24 by 24. */
const paths = {
  microphone: mic,
  'microphone-off': mic + slash,
  camera,
  'camera-off': camera + slash,
  share:
    'M4 4.5h16a1 1 0 0 1 1 1V16a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V5.5a1 1 0 0 1 1-1ZM8.5 20.5h7M12 13.5V8m-2.5 2.3L12 8l2.5 2.3',
  keypad:
    'M6 5v.01M12 5v.01M18 5v.01M6 11v.01M12 11v.01M18 11v.01M6 17v.01M12 17v.01M18 17v.01M12 22v.01',
  texts:
    'M6 4h12a3 3 0 0 1 3 3v7a3 3 0 0 1-3 3h-6l-5 4v-4H6a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3ZM8 9h8m-8 3.5h5',
  people:
    'M9 4.5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 0 1 0-7ZM2.5 20c0-3.5 2.5-6 6.5-6s6.5 2.5 6.5 6M15.5 4.8a3.5 3.5 0 0 1 0 6.4M18 14.5c2.2.9 3.5 2.9 3.5 5.5',
  hand: 'M8 12.5V5.5a1.5 1.5 0 0 1 3 0V11m0-1V4a1.5 1.5 0 0 1 3 0v7m0-4.5a1.5 1.5 0 0 1 3 0V14c0 4-2.3 7-6 7-2.8 0-4.4-1.2-5.7-3.5L3.6 14.3a1.6 1.6 0 0 1 2.7-1.7L8 15',
  captions:
    'M5 5h14a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2ZM10.5 10.5a2 2 0 1 0 0 3M17 10.5a2 2 0 1 0 0 3',
  layout: 'M4 4h7v7H4ZM13 4h7v7h-7ZM4 13h7v7H4ZM13 13h7v7h-7Z',
  hold: 'M9 5v14M15 5v14',
  floating:
    'M21 11V6a1.5 1.5 0 0 0-1.5-1.5h-15A1.5 1.5 0 0 0 3 6v11a1.5 1.5 0 0 0 1.5 1.5H10M13.5 14h7.5v5.5h-7.5Z',
  full: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  devices:
    'M4 7h9m5 0h2M4 17h2m5 0h9M13 7a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0M6 17a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0',
  more: 'M5 12v.01M12 12v.01M19 12v.01',
  call: handset,
  hangup:
    'M3.2 14.8l-.4-1.6C2.5 11.8 6.5 8.5 12 8.5s9.5 3.3 9.2 4.7l-.4 1.6a1 1 0 0 1-1.2.8l-3.3-.7a1 1 0 0 1-.8-1v-1.6a12 12 0 0 0-7 0v1.6a1 1 0 0 1-.8 1l-3.3.7a1 1 0 0 1-1.2-.8Z',
  sound: 'M4 9.5h3.5L12 5.5v13l-4.5-4H4ZM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11',
  close: 'M6 6l12 12M18 6L6 18',
  minimize: 'M5 19h14',
  maximize: 'M5 5h14v14H5Z',
  warning: 'M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0-17 0M12 7.5v5.2m0 3.3v.1',
  lock: 'M6 10.5h12a1.5 1.5 0 0 1 1.5 1.5v7a1.5 1.5 0 0 1-1.5 1.5H6A1.5 1.5 0 0 1 4.5 19v-7A1.5 1.5 0 0 1 6 10.5ZM8 10.5V7.5a4 4 0 0 1 8 0v3',
  record: 'M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0-17 0M9 12a3 3 0 1 0 6 0a3 3 0 1 0-6 0',
  send: 'M5 12 4 4.5c-.1-.8.6-1.3 1.3-1L20 11.1c.7.4.7 1.4 0 1.8L5.3 20.5c-.7.3-1.4-.2-1.3-1L5 12Zm0 0h6',
} as const;

/** The name of an icon that only calls have. */
export type CallIcon = keyof typeof paths;

/** A picture without words of its own: what it means stands beside it, or names its button. */
export const callIcon = (name: CallIcon): TemplateResult =>
  html`<svg class="icon icon-${name}" viewBox="0 0 24 24" aria-hidden="true">
    <path d=${paths[name]}></path>
  </svg>`;
