import { vi } from 'vitest';

/** Asks again and again until the check passes, at the machine's pace; after a minute its failure is the test's. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 60_000, interval: 20 });
}
