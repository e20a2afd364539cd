/** Unicode that every reader accepts: lone surrogates, which UTF-8 cannot spell, become U+FFFD. */

/** Applies to all strings of a JSON-like value, keys included. What needs no change is given back as the same object. */
export function wellFormed<T>(value: T): T;
export function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return wellFormedList(value);
  const keys = Object.keys(value);
  for (const [at, key] of keys.entries()) {
    const item = (value as Record<string, unknown>)[key];
    if (key.isWellFormed() && wellFormed(item) === item) continue;
    const entries = keys.map((name, index): [string, unknown] => {
      const inner = (value as Record<string, unknown>)[name];
      return [name.toWellFormed(), index < at ? inner : wellFormed(inner)];
    });
    return Object.fromEntries(entries);
  }
  return value;
}

function wellFormedList(list: readonly unknown[]): readonly unknown[] {
  for (const [at, item] of list.entries()) {
    const fit = wellFormed(item);
    if (fit === item) continue;
    return [...list.slice(0, at), fit, ...list.slice(at + 1).map((rest) => wellFormed(rest))];
  }
  return list;
}
