/**
 * Who can do a request is judged by words: the concept a request shows and the
 * words it shares with a doer, a tool or an agent, each described by a text.
 */
import { tokens } from '../text/tokens.ts';
import type { Concept } from './concepts/concept.ts';

/** Something that can do work, as its description has it. */
export type Doer = {
  name: string;
  own: Set<string>;
  said: Map<string, number>;
  outdated: boolean;
  length: number;
  agent: boolean;
};

/** Reads a doer from its name, its description and further words such as parameter names. */
export function describeDoer(name: string, description: string, further = '', agent = false): Doer {
  const said = new Map<string, number>();
  const weigh = (words: string[], weight: number) => {
    for (const word of words) said.set(word, Math.max(said.get(word) ?? 0, weight));
  };
  const own = tokens(name.replace(/^.*__/, ''));
  const main = tokens(description.slice(0, agent ? 3000 : 700));
  weigh(tokens(further), 0.6);
  weigh(tokens(name.replace(/__.*$/, '')), 0.6);
  weigh(main, 1);
  weigh(own, 1.6);
  return {
    name,
    own: new Set(own),
    said,
    outdated: /deprecated/i.test(description.slice(0, 160)),
    length: main.length + own.length,
    agent,
  };
}

/** How well a doer's words fit a concept: 0 when they do not. */
export function conceptFit(concept: Concept, doer: Doer, request: string): number {
  for (const group of concept.must) {
    if (!tokens(group).some((word) => doer.said.has(word))) return 0;
  }
  const terms = [...new Set(tokens(concept.terms))];
  const covered = terms.reduce((sum, word) => sum + (doer.said.get(word) ?? 0), 0) / terms.length;
  const asked = new Set(tokens(request));
  const strange = tokens(concept.avoid ?? '').some(
    (word) => (doer.agent ? doer.said : doer.own).has(word) && !asked.has(word),
  );
  const ownHit = terms.filter((word) => doer.own.has(word)).length / Math.max(1, doer.own.size);
  return (
    concept.weight *
    (1 + covered + 0.5 * ownHit) *
    (strange ? (doer.agent ? 0.75 : 0.45) : 1) *
    (doer.outdated ? 0.6 : 1)
  );
}

/** How much a request and each doer have in common, by shared words that few doers have. */
export function sharedWords(request: string, doers: readonly Doer[]): number[] {
  const asked = new Set(tokens(request));
  const mean = doers.reduce((sum, doer) => sum + doer.length, 0) / Math.max(1, doers.length);
  return doers.map((doer) => {
    let score = 0;
    for (const word of asked) {
      const weight = doer.said.get(word);
      if (weight === undefined) continue;
      const holders = doers.filter((other) => other.said.has(word)).length;
      const rarity = Math.log(1 + (doers.length - holders + 0.5) / (holders + 0.5)) + 0.3;
      score += (rarity * weight * 2.2) / (1 + 1.2 * (0.4 + (0.6 * doer.length) / Math.max(1, mean)));
    }
    return score * (doer.outdated ? 0.6 : 1);
  });
}

/** Below this many shared words a doer is taken for unable. */
export const ENOUGH_SHARED = 1.1;

/** A doer with its fitness for a request, and the concept it was chosen for. */
export type Ranked = { at: number; score: number; concept: Concept | undefined };

/** The doers able to do a request, best first. */
export function rank(request: string, concepts: readonly Concept[], doers: readonly Doer[]): Ranked[] {
  const shared = sharedWords(request, doers);
  const main = concepts[0];
  const eligible = concepts.filter((concept) => Boolean(concept.stores) === Boolean(main?.stores));
  const ranked = doers.map((_, at): Ranked => {
    const doer = doers[at];
    let best: Ranked = { at, score: 0, concept: undefined };
    if (!doer) return best;
    eligible.forEach((concept, place) => {
      const score = conceptFit(concept, doer, request) * (place === 0 ? 1 : 0.7);
      if (score > best.score) best = { at, score, concept };
    });
    const common = shared[at] ?? 0;
    if (best.score > 0) return { ...best, score: best.score + Math.min(1, common / 4) };
    return common >= ENOUGH_SHARED * (concepts.length > 0 ? 2.5 : 1)
      ? { at, score: Math.min(1, common / 4), concept: undefined }
      : best;
  });
  return ranked
    .filter(({ score }) => score > 0)
    .sort((left, right) => right.score - left.score || left.at - right.at);
}
