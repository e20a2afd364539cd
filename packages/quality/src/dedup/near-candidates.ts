/**
 * Which texts may be near-duplicates, for who holds the texts elsewhere and compares them there. Keeps signatures alone,
 * so it is for hundreds of thousands of texts.
 */
import { SignatureIndex } from './signature-index.ts';

export interface NearCandidate {
  id: string;
  /** Of the Jaccard index. */
  estimate: number;
}

export interface NearCandidates {
  /**
   * Adds a text and gives those before it whose index with it may reach the threshold, the nearest first. Texts of one
   * family are alike by design and are no candidates of one another.
   */
  add(text: { id: string; family: string; shingles: Uint32Array }): NearCandidate[];
}

/** Four standard errors: what is estimated further below the threshold does not reach it. */
const MARGIN = 0.15;

export function createNearCandidates(threshold: number): NearCandidates {
  const index = new SignatureIndex(threshold);
  const ids: string[] = [];
  const families: string[] = [];
  return {
    add({ id, family, shingles }) {
      const number = index.sign(shingles);
      ids.push(id);
      families.push(family);
      if (shingles.length === 0) return [];
      const found = index
        .candidates(number, (other) => families[other] === family)
        .map((other) => ({ id: ids[other] ?? '', estimate: index.agreement(number, other) }))
        .filter(({ estimate }) => estimate >= threshold - MARGIN)
        .sort((a, b) => b.estimate - a.estimate);
      // Whoever is near an equal text is near this one too: a flood of equals makes no bucket longer.
      if (found[0]?.estimate !== 1) index.index(number);
      return found;
    },
  };
}
