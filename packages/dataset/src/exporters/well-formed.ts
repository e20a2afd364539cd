/** Unicode that every reader accepts: lone surrogates, which UTF-8 cannot spell, become U+FFFD. */

/** Applies to all strings of a JSON-like value, keys included. */
export function wellFormed<T>(value: T): T;
export function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map((item) => wellFormed<unknown>(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.toWellFormed(), wellFormed<unknown>(item)]),
  );
}
