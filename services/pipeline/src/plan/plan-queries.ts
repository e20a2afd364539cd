/**
 * What each query of a build is made from: a pure function of the specification, the tree and the personas. The
 * same inputs give the same plan, so a restarted build makes the queries that are missing and no others.
 */
import {
  DIFFICULTIES,
  type Difficulty,
  type DifficultyDistribution,
  leafPaths,
  type Persona,
  type ProblemType,
} from '@nex/core';
import { deriveSeed } from '@nex/core/digest';
import { drawLeaves } from './draw-leaves.ts';
import { quotas, spread } from './quotas.ts';
import { createRandom, shuffled } from './random.ts';

export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface PlanSpec {
  queries: number;
  seed: number;
  difficulty: DifficultyDistribution;
  languages: readonly Language[];
}

export interface QuerySlot {
  index: number;
  /** In the slot's language. */
  persona: string;
  /** Id of the drawn leaf: what the draw is counted under. */
  leafId: string;
  /** Kept nodes from the root to the problem type, as labels in the slot's language. */
  path: string[];
  problemTypeId: string;
  difficulty: Difficulty;
  language: Language;
  seed: number;
}

/** Index of the shallowest node that a cut may end at; the root has 0. */
const MIN_DEPTH = 2;

/** One slot per query, in order of index. Difficulties and languages meet their shares exactly. */
export function planQueries(spec: PlanSpec, tree: ProblemType, personas: readonly Persona[]): QuerySlot[] {
  const chance = (purpose: string) => createRandom(deriveSeed(spec.seed, 'plan', purpose));
  const leaves = leafPaths(tree);
  const drawn = drawLeaves(leaves.length, spec.queries, chance('leaf'));
  const difficulties = shuffled(
    spread(
      DIFFICULTIES,
      quotas(
        DIFFICULTIES.map((name) => spec.difficulty[name]),
        spec.queries,
      ),
    ),
    chance('difficulty'),
  );
  const languages = shuffled(
    spread(
      spec.languages,
      quotas(
        spec.languages.map(() => 1),
        spec.queries,
      ),
    ),
    chance('language'),
  );
  const cuts = chance('cut');
  const people = chance('persona');
  return drawn.map((leafIndex, index) => {
    const leafPath = leaves[leafIndex] as ProblemType[];
    const path = cutPath(leafPath, cuts.unit());
    const language = languages[index] as Language;
    const persona = personas[people.below(personas.length)] as Persona;
    return {
      index,
      persona:
        language === 'zh' && persona.persona_chinese !== '' ? persona.persona_chinese : persona.persona,
      leafId: (leafPath.at(-1) as ProblemType).id,
      path: path.map((node) => labelOf(node, language)),
      problemTypeId: (path.at(-1) as ProblemType).id,
      difficulty: difficulties[index] as Difficulty,
      language,
      seed: deriveSeed(spec.seed, 'query', index),
    };
  });
}

/** Keeps a beginning of the path; each end from `MIN_DEPTH` to the leaf is equally likely. */
function cutPath(path: ProblemType[], unit: number): ProblemType[] {
  const last = path.length - 1;
  const first = Math.min(MIN_DEPTH, last);
  return path.slice(0, first + Math.floor(unit * (last - first + 1)) + 1);
}

function labelOf(node: ProblemType, language: Language): string {
  return language === 'zh' && node.zh !== '' ? node.zh : node.en;
}
