/** Bounds of a back-off, ms. */
export interface BackoffOptions {
  /** The first wait is up to this. */
  min: number;
  /** No wait is longer than this. */
  max: number;
}

/**
 * Full jitter: a random wait between a floor and `min · 2^attempt`, at most `max`. Spread evenly, so
 * that ten thousand pages that lost the same broker don't come back in the same second.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const backoff = (attempt: number, options: BackoffOptions, random: () => number): number => {
  const ceiling = Math.min(options.max, options.min * 2 ** Math.min(attempt, 30));
  const floor = options.min / 4;
  return Math.round(floor + random() * (ceiling - floor));
};
