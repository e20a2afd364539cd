/** Whether two values have the same JSON, the order of keys aside. A key whose value is undefined is not there. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && sameList(a, b);
  return sameObject(a as Record<string, unknown>, b as Record<string, unknown>);
}

function sameObject(left: Record<string, unknown>, right: Record<string, unknown>): boolean {
  let count = 0;
  for (const key in left) {
    const item = left[key];
    if (item === undefined) continue;
    count += 1;
    const other = right[key];
    // Of what an object inherits, only `__proto__` can look like JSON.
    if (key === '__proto__' && !Object.hasOwn(right, key)) return false;
    if (item !== other && !sameJson(item, other)) return false;
  }
  for (const key in right) if (right[key] !== undefined) count -= 1;
  return count === 0;
}

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) {
    if (a[at] !== b[at] && !sameJson(a[at], b[at])) return false;
  }
  return true;
}
