/**
 * Joins rankings by reciprocal rank fusion: the score of an item is the sum of 1 / (60 + its rank) over the rankings
 * (Cormack, Clarke and Büttcher, SIGIR 2009). Ranks count from 1.
 */
const DAMPING = 60;

/** Best first; equal scores by id. */
export function fuseRanks(rankings: readonly (readonly string[])[]): { id: string; score: number }[] {
  const scores = new Map<string, number>();
  for (const ranking of rankings) {
    for (const [index, id] of ranking.entries()) {
      scores.set(id, (scores.get(id) ?? 0) + 1 / (DAMPING + index + 1));
    }
  }
  return [...scores]
    .map(([id, score]) => ({ id, score }))
    .toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}
