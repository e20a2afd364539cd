/**
 * Grows the tree beside the drafting of queries. Whether a slot grows it, and below which node, is drawn from the seed;
 * the model is asked at once and without a lock; what it says is judged against the tree as it then is, in order of the
 * slots, and stored as a row. So the same seed gives the same tree, whichever answer comes first.
 */
import { NexError } from '@nex/core';
import { deriveSeed } from '@nex/core/digest';
import { createRandom } from '../plan/random.ts';
import type { ExpansionRow } from '../store/tree.ts';
import type { Ask } from '../synthesis/asker.ts';
import { expandProblemType, type ProposedLabels } from './expand-problem-type.ts';
import { judgeNode } from './judge-node.ts';
import type { ProblemTree, TreeNode } from './problem-tree.ts';

export const EXPANSION_ATTEMPTS = 3;

export interface ExpansionOptions {
  seed: number;
  probability: number;
  /** Grown here; nobody else changes it. */
  tree: ProblemTree;
  description: string;
  capabilities: readonly string[];
  identifiers: readonly string[];
  /** What was decided before. */
  known: readonly ExpansionRow[];
  ask(slotIndex: number, attempt: number): Ask;
  store(row: ExpansionRow): Promise<void>;
}

export class Expansions {
  readonly #options: ExpansionOptions;
  readonly #known: ReadonlyMap<number, ExpansionRow>;
  readonly #decided = new Map<number, Promise<TreeNode | undefined>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ExpansionOptions) {
    this.#options = options;
    this.#known = new Map(options.known.map((row) => [row.slot_index, row]));
  }

  /** Starts what the slot's chance says. Called once per slot, in order; `seen` is the tree as the slot sees it. */
  begin(slotIndex: number, seen: ProblemTree): void {
    const random = createRandom(deriveSeed(this.#options.seed, 'expand', slotIndex));
    if (random.unit() >= this.#options.probability) return;
    const leaves = seen.leaves();
    const leaf = leaves[random.below(leaves.length)] ?? '';
    const path = seen.pathTo(leaf);
    // Only inner nodes grow: a leaf that grew would stop being drawn, and its count would be of no use.
    const inner = path.length > 2 ? path.slice(1, -1) : path.slice(0, 1);
    const parent = inner[random.below(inner.length)];
    if (!parent) return;
    const before = this.#last;
    const proposed = this.#known.has(slotIndex)
      ? Promise.resolve(undefined)
      : this.#propose(slotIndex, 0, parent, seen.childrenOf(parent.id), []);
    const decided = before.then(() => this.#decide(slotIndex, parent, proposed));
    // Their failures are met by who waits for the node.
    proposed.catch(() => {});
    decided.catch(() => {});
    this.#decided.set(slotIndex, decided);
    this.#last = decided;
  }

  /** The node that the slot's chance added, once that is decided; `undefined` when there is none. */
  nodeOf(slotIndex: number): Promise<TreeNode | undefined> {
    return this.#decided.get(slotIndex) ?? Promise.resolve(undefined);
  }

  /** Resolves when nothing is under way any more. Never rejects. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#decided.values());
  }

  async #decide(
    slotIndex: number,
    parent: TreeNode,
    first: Promise<ProposedLabels | undefined>,
  ): Promise<TreeNode | undefined> {
    const { tree, identifiers } = this.#options;
    const known = this.#known.get(slotIndex);
    if (known) {
      if (known.node) tree.grow(known.node);
      return known.node ?? undefined;
    }
    const refusals: ExpansionRow['refusals'] = [];
    for (let attempt = 0; attempt < EXPANSION_ATTEMPTS; attempt += 1) {
      const proposed =
        attempt === 0
          ? await first
          : await this.#propose(
              slotIndex,
              attempt,
              parent,
              tree.childrenOf(parent.id),
              refusals.flatMap(({ en, rival = '' }) => [en, rival]).filter((text) => text !== ''),
            );
      const verdict = proposed
        ? judgeNode(tree, parent.id, proposed, identifiers)
        : { reason: 'model_bad_output' };
      if ('node' in verdict) {
        await this.#store(slotIndex, parent, refusals, attempt + 1, verdict.node);
        tree.grow(verdict.node);
        return verdict.node;
      }
      refusals.push({ ...verdict, en: proposed?.en ?? '', zh: proposed?.zh ?? '' });
    }
    await this.#store(slotIndex, parent, refusals, EXPANSION_ATTEMPTS, undefined);
    return undefined;
  }

  async #propose(
    slotIndex: number,
    attempt: number,
    parent: TreeNode,
    siblings: readonly TreeNode[],
    refused: readonly string[],
  ): Promise<ProposedLabels | undefined> {
    const { ask, description, capabilities } = this.#options;
    try {
      const input = { parent, siblings, description, capabilities, refused };
      return await expandProblemType(ask(slotIndex, attempt), input);
    } catch (thrown) {
      if (thrown instanceof NexError && thrown.code === 'model_bad_output') return undefined;
      throw thrown;
    }
  }

  #store(
    slotIndex: number,
    parent: TreeNode,
    refusals: ExpansionRow['refusals'],
    attempts: number,
    node: TreeNode | undefined,
  ): Promise<void> {
    return this.#options.store({
      slot_index: slotIndex,
      parent_id: parent.id,
      state: node ? 'applied' : 'refused',
      node: node ? { ...node, parentId: parent.id } : null,
      version: node ? this.#options.tree.version + 1 : null,
      refusals,
      attempts,
    });
  }
}
