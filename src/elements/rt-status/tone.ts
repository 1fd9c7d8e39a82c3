/** What a badge's words mean, as far as one can tell. */
export type Tone = 'good' | 'warning' | 'bad' | 'neutral';

/** Words that services and jobs use of themselves, the status pages of the web among them. */
const words: Record<Exclude<Tone, 'neutral'>, string> = {
  good: 'true ok up online success healthy running active available ready operational passed completed done',
  warning: 'warning degraded maintenance paused degraded-performance partial-outage',
  bad: 'false down offline error failed unhealthy major-outage stopped unavailable',
};

/** Sorts a value; only whole words count, because "not ok" is not "ok". */
export const toneOf = (text: string): Tone => {
  const word = text
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
  const tones = ['good', 'warning', 'bad'] as const;
  return tones.find((tone) => words[tone].split(' ').includes(word)) ?? 'neutral';
};
