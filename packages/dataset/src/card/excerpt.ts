/** A real row, cut to a size that people read: long texts and long lists are shortened and say so; null fields are left out. */

const MAX_TEXT = 300;
const MAX_ITEMS = 8;

export function excerptOf(value: unknown): unknown {
  if (typeof value === 'string') {
    const over = value.length - MAX_TEXT;
    return over > 0 ? `${value.slice(0, MAX_TEXT).toWellFormed()}… (${over} characters more)` : value;
  }
  if (Array.isArray(value)) {
    const over = value.length - MAX_ITEMS;
    const shown = value.slice(0, MAX_ITEMS).map(excerptOf);
    return over > 0 ? [...shown, `… (${over} more)`] : shown;
  }
  if (typeof value !== 'object' || value === null) return value;
  const present = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(present.map(([key, item]) => [key, excerptOf(item)]));
}
