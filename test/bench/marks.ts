/** What happens on the way from the click to the picture, in this order where all goes well. */
export const marks = ['media', 'socket', 'invite', 'answer', 'connected', 'picture'] as const;

export type Mark = (typeof marks)[number];

/** When each happened, ms after the click. */
export type Times = Partial<Record<Mark, number>>;

declare global {
  /** What the stopwatch has seen so far. */
  var benchTimes: Times;
}
