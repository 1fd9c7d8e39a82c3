type Optional<T> = { [K in keyof T]: T[K] | undefined };

/** The same fields, less those that are undefined: what is not known is not there. */
export const defined = <T extends object>(fields: Optional<T>): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
