/** Shares turned into whole counts by the method of largest remainders: the counts add up to the total exactly. */

/** Counts in the order of the shares. Shares are relative to their sum; ties go to the earlier share. */
export function quotas(shares: readonly number[], total: number): number[] {
  const sum = shares.reduce((a, b) => a + b, 0);
  const exact = shares.map((share) => (share / sum) * total);
  const counts = exact.map((value) => Math.floor(value + 1e-9));
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value - (counts[index] ?? 0) }))
    .filter(({ index }) => (shares[index] ?? 0) > 0)
    .sort((a, b) =>
      Math.abs(b.remainder - a.remainder) > 1e-9 ? b.remainder - a.remainder : a.index - b.index,
    );
  const missing = total - counts.reduce((a, b) => a + b, 0);
  for (const { index } of byRemainder.slice(0, missing)) counts[index] = (counts[index] ?? 0) + 1;
  return counts;
}

/** Each item as often as its count says, in the order of the items. */
export function spread<T>(items: readonly T[], counts: readonly number[]): T[] {
  return items.flatMap((item, index) => Array.from({ length: counts[index] ?? 0 }, () => item));
}
