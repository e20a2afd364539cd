/** What tenants used today, counted anew every few seconds: the sum is over many rows, and is asked with every request. */

export type DayTokens = (tenant: string, count: () => Promise<number>) => Promise<number>;

const KEPT_MS = 5000;

export function createDayTokens(now: () => number = Date.now): DayTokens {
  const counted = new Map<string, { at: number; tokens: number }>();
  return async (tenant, count) => {
    const known = counted.get(tenant);
    if (known && now() - known.at < KEPT_MS) return known.tokens;
    const tokens = await count();
    counted.set(tenant, { at: now(), tokens });
    return tokens;
  };
}
