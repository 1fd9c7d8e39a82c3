import { cached, type Localizer } from './localizer.js';

// Apart from `Localizer`, because only a chat has dates to show.

/** Hours and minutes. */
export const timeText = (localizer: Localizer, ms: number): string =>
  format(localizer, ms, { hour: 'numeric', minute: '2-digit' });

/** Date and time in full, for a tooltip or a screen reader. */
export const momentText = (localizer: Localizer, ms: number): string =>
  format(localizer, ms, { dateStyle: 'full', timeStyle: 'short' });

/** "Today", "Yesterday", or the date; `now` in ms since the epoch. */
export const dayText = (localizer: Localizer, ms: number, now: number): string => {
  const days = Math.round((startOfDay(now) - startOfDay(ms)) / 86_400_000);
  if (days === 0) return localizer.text('day.today');
  if (days === 1) return localizer.text('day.yesterday');
  return format(localizer, ms, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
};

/** Midnight of the visitor's own day, ms since the epoch. */
export const startOfDay = (ms: number): number => new Date(ms).setHours(0, 0, 0, 0);

const format = ({ locale }: Localizer, ms: number, options: Intl.DateTimeFormatOptions): string =>
  cached(
    `d${locale}${JSON.stringify(options)}`,
    () => new Intl.DateTimeFormat(locale, options),
  ).format(ms);
