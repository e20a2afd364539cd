/** Whether two values have the same JSON, the order of keys aside. A key whose value is undefined is not there. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, at) => sameJson(item, b[at]));
  }
  if (Array.isArray(b)) return false;
  const left = new Map(Object.entries(a).filter(isThere));
  const right = Object.entries(b).filter(isThere);
  return (
    left.size === right.length && right.every(([key, item]) => left.has(key) && sameJson(left.get(key), item))
  );
}

function isThere([, value]: [string, unknown]): boolean {
  return value !== undefined;
}
