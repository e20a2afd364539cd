/**
 * What each query of a build is made from: a pure function of the specification, the personas, and the tree with its
 * growth. The same inputs in the same order give the same plan, so a restarted build makes the queries that are missing
 * and no others.
 */
import {
  DIFFICULTIES,
  type Difficulty,
  type DifficultyDistribution,
  NexError,
  type Persona,
  type ProblemType,
  type SynthesisSpec,
} from '@nex/core';
import { deriveSeed } from '@nex/core/digest';
import { LeafCounters } from '../tree/leaf-counters.ts';
import { ProblemTree, type TreeNode } from '../tree/problem-tree.ts';
import { quotas, spread } from './quotas.ts';
import { createRandom, shuffled } from './random.ts';

export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface PlanSpec {
  queries: number;
  seed: number;
  difficulty: DifficultyDistribution;
  languages: readonly Language[];
  sampling: SynthesisSpec['sampling'];
}

export interface QuerySlot {
  index: number;
  /** From the seed pool, in the slot's language. */
  persona: string;
  /** Id of the drawn leaf: what the draw is counted under. */
  leafId: string;
  /** Kept nodes from the root to the problem type, as labels in the slot's language. */
  path: string[];
  problemTypeId: string;
  difficulty: Difficulty;
  language: Language;
  seed: number;
  /** Version of the tree that the leaf was drawn from. */
  treeVersion: number;
  /** Index of the given-up slot that this one stands in for. */
  replaces?: number;
}

/** Index of the shallowest node that a cut may end at; the root has 0. */
const MIN_DEPTH = 2;

/** Plans slots one after another. Difficulties and languages meet their shares exactly, replacements included. */
export class QueryPlan {
  readonly #spec: PlanSpec;
  readonly #tree: ProblemTree;
  readonly #leaves: LeafCounters;
  readonly #people: Readonly<Record<Language, readonly string[]>>;
  readonly #difficulties: readonly Difficulty[];
  readonly #languages: readonly Language[];
  readonly #chance;
  #next = 0;

  constructor(spec: PlanSpec, tree: ProblemType, personas: readonly Persona[]) {
    const chance = (purpose: string) => createRandom(deriveSeed(spec.seed, 'plan', purpose));
    this.#spec = spec;
    this.#tree = new ProblemTree(tree);
    this.#leaves = new LeafCounters(this.#tree.leaves());
    this.#people = peopleOf(personas);
    const shares = DIFFICULTIES.map((name) => spec.difficulty[name]);
    this.#difficulties = shuffled(spread(DIFFICULTIES, quotas(shares, spec.queries)), chance('difficulty'));
    const equal = spec.languages.map(() => 1);
    this.#languages = shuffled(spread(spec.languages, quotas(equal, spec.queries)), chance('language'));
    this.#chance = { leaf: chance('leaf'), cut: chance('cut'), persona: chance('persona') };
  }

  /** As the next slot sees it. */
  get tree(): ProblemTree {
    return this.#tree;
  }

  /** Adds a leaf, which the slots from now on can be drawn for. */
  grow(node: TreeNode): void {
    this.#tree.grow(node);
    this.#leaves.add(node.id);
  }

  /** The next of the slots that were asked for. */
  next(): QuerySlot {
    const difficulty = this.#difficulties[this.#next] as Difficulty;
    const language = this.#languages[this.#next] as Language;
    return this.#draw(difficulty, language);
  }

  /** The next slot, of the same difficulty and language as one that was given up, whose draw no longer counts. */
  replace(rejected: QuerySlot): QuerySlot {
    this.#leaves.release(rejected.leafId);
    return { ...this.#draw(rejected.difficulty, rejected.language), replaces: rejected.index };
  }

  #draw(difficulty: Difficulty, language: Language): QuerySlot {
    const index = this.#next;
    this.#next += 1;
    const leafId = this.#leaves.draw(this.#spec.sampling, this.#chance.leaf);
    const path = cutPath(this.#tree.pathTo(leafId), this.#chance.cut.unit());
    const people = this.#people[language];
    const persona = people[this.#chance.persona.below(people.length)];
    if (persona === undefined) {
      throw new NexError('build_invalid', `The framework has no personas in the language ${language}.`, {
        where: 'languages',
        hint: 'Ask for the other language, or generate the framework again.',
      });
    }
    return {
      index,
      persona,
      leafId,
      path: path.map((node) => labelOf(node, language)),
      problemTypeId: (path.at(-1) as TreeNode).id,
      difficulty,
      language,
      seed: deriveSeed(this.#spec.seed, 'query', index),
      treeVersion: this.#tree.version,
    };
  }
}

/** A pool for each language, each text once: nobody speaks a language that they are not written down in. */
function peopleOf(personas: readonly Persona[]): Record<Language, string[]> {
  const texts = (written: readonly string[]) => [...new Set(written)].filter((text) => text.trim() !== '');
  return {
    en: texts(personas.map(({ persona }) => persona)),
    zh: texts(personas.map(({ persona_chinese: chinese }) => chinese)),
  };
}

/** Keeps a beginning of the path; each end from `MIN_DEPTH` to the leaf is equally likely. */
function cutPath(path: TreeNode[], unit: number): TreeNode[] {
  const last = path.length - 1;
  const first = Math.min(MIN_DEPTH, last);
  return path.slice(0, first + Math.floor(unit * (last - first + 1)) + 1);
}

function labelOf(node: TreeNode, language: Language): string {
  return language === 'zh' && node.zh !== '' ? node.zh : node.en;
}
