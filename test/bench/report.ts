/** One figure, as it is kept in `bench-results/`. */
export interface Row {
  readonly system: string;
  readonly metric: string;
  readonly unit: 'ms' | 'B';
  readonly median: number;
  readonly p90: number;
  readonly runs: number;
}

/** The value below which a share of all values lie, between two of them where it falls there. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place % 1);
};

/** Sums up what was measured of one thing. */
export const rowOf = (
  system: string,
  metric: string,
  unit: Row['unit'],
  values: readonly number[],
): Row => ({
  system,
  metric,
  unit,
  median: Math.round(quantile(values, 0.5)),
  p90: Math.round(quantile(values, 0.9)),
  runs: values.length,
});

/** Lines of text in columns: the first to the left, all others to the right. */
export const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return column === 0 ? cell.padEnd(width) : cell.padStart(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};
