/** A value as words: text as it is, nothing for null, anything else as JSON. */
export function plain(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}
