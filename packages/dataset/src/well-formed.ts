/** Unicode that every reader accepts: lone surrogates, which UTF-8 cannot spell, become U+FFFD. */

/** Applies to all strings of a JSON-like value, keys included. What needs no change is given back as the same object. */
export function wellFormed<T>(value: T): T;
export function wellFormed(value: unknown): unknown {
  return isWellFormed(value) ? value : mended(value);
}

/** Nearly all values are, so this makes nothing. */
function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) if (!isWellFormed(value[at])) return false;
    return true;
  }
  for (const key in value) {
    if (!key.isWellFormed() || !isWellFormed((value as Record<string, unknown>)[key])) return false;
  }
  return true;
}

function mended(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map((item: unknown) => wellFormed(item));
  const entries = Object.entries(value as object);
  return Object.fromEntries(
    entries.map(([key, item]: [string, unknown]) => [key.toWellFormed(), wellFormed(item)]),
  );
}
