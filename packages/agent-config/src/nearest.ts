/** "Did you mean": the known word that a written word most likely stands for. */

/** The closest candidate, or `undefined` when none is close: at most a third of the letters may differ. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance && distance < candidate.length) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** A hint sentence: the nearest candidate, or all of them when none is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const known = [...candidates];
  const close = nearest(word, known);
  if (close !== undefined) return `Did you mean "${close}"?`;
  return known.length === 0 ? 'Nothing is known by that name.' : `Known here: ${known.join(', ')}.`;
}

/** Levenshtein distance; words longer than 100 characters count as infinitely far. */
function editDistance(a: string, b: string): number {
  if (a.length > 100 || b.length > 100) return Number.POSITIVE_INFINITY;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substitution, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? Number.POSITIVE_INFINITY;
}
