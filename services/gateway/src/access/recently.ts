/** What was asked a moment ago need not be asked again: values that may be as old as `ttlMs`, the oldest forgotten first. */

export interface Recently<T> {
  /** The value, made by `make` unless it is known or under way. What `make` throws is not kept. */
  get(key: string, make: () => Promise<T>): Promise<T>;
  forget(key: string): void;
}

export function createRecently<T>({
  ttlMs,
  max = 10_000,
  now = Date.now,
}: {
  ttlMs: number;
  /** Most values. Default 10,000. */
  max?: number;
  now?: () => number;
}): Recently<T> {
  const kept = new Map<string, { since: number; value: Promise<T> }>();
  return {
    get(key, make) {
      const known = kept.get(key);
      if (known && now() - known.since < ttlMs) return known.value;
      // The age counts from the question, so that no answer is older than it says.
      const fresh = { since: now(), value: make() };
      kept.delete(key);
      kept.set(key, fresh);
      fresh.value.catch(() => {
        if (kept.get(key) === fresh) kept.delete(key);
      });
      for (const oldest of kept.keys()) {
        if (kept.size <= max) break;
        kept.delete(oldest);
      }
      return fresh.value;
    },
    forget: (key) => void kept.delete(key),
  };
}
