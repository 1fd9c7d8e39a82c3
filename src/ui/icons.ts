import { html, type TemplateResult } from 'lit/html.js';

const circle = 'M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0-17 0';

/** What each icon draws, in a box of 24 by 24. */
const paths = {
  send: 'M5 12 4 4.5c-.1-.8.6-1.3 1.3-1L20 11.1c.7.4.7 1.4 0 1.8L5.3 20.5c-.7.3-1.4-.2-1.3-1L5 12Zm0 0h6',
  down: 'M12 5v14m-6-6 6 6 6-6',
  sending: `${circle}M12 7.5V12l3 2`,
  sent: 'm5 12.5 4.5 4.5L19 7.5',
  failed: `${circle}M12 7.5v5.2m0 3.3v.1`,
  talk: 'M6 4h12a3 3 0 0 1 3 3v7a3 3 0 0 1-3 3h-6l-5 4v-4H6a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3ZM8 9h8m-8 3.5h5',
  cut: 'm4 4 16 16M8.5 15.8a5 5 0 0 1 5.6-.9M5.5 12.3A9.5 9.5 0 0 1 10 9.7M2.5 8.8a14 14 0 0 1 4.2-2.6m4.3-1a14 14 0 0 1 10.5 3.6m-6.7 1.1a9.5 9.5 0 0 1 3.7 2.4M12 19v.1',
} as const;

/** The name of an icon. */
export type Icon = keyof typeof paths;

/** A picture without words of its own: what it means stands beside it. */
export const icon = (name: Icon): TemplateResult =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d=${paths[name]}></path>
  </svg>`;
