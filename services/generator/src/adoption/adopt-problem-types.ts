/** The problem-type tree that somebody wrote: doubled ids and missing labels are mended, so that all else stays. Pure. */
import type { LintFinding, ProblemType } from '@nex/core';
import { treeFaults } from '../seeds/problem-tree-faults.ts';
import { withUniqueIds } from '../seeds/with-unique-ids.ts';
import { spoken } from './adopt-tools.ts';

/** Rules whose faults are gone from a tree that has ids and labels; what they find besides is its shape. */
const MENDED_RULES = new Set(['duplicate-id', 'problem-tree', 'schema']);

export interface AdoptedProblemTypes {
  tree: ProblemType;
  /** What was mended, a sentence each. */
  mended: string[];
}

/** `errors` are those of lint in the file of the tree. `undefined`: it has faults that only another tree is without. */
export function adoptProblemTypes(
  tree: ProblemType,
  errors: readonly Pick<LintFinding, 'rule'>[],
): AdoptedProblemTypes | undefined {
  if (errors.length === 0) return { tree, mended: [] };
  if (errors.some(({ rule }) => !MENDED_RULES.has(rule))) return undefined;
  const before = nodesOf(tree);
  const whole = withUniqueIds(labelled(tree));
  const after = nodesOf(whole);
  if (after.some(({ id, en }) => id === '' || en === '') || treeFaults(whole, 1).length > 0) return undefined;
  return {
    tree: whole,
    mended: after.flatMap(({ id, en, zh }, index) => {
      const old = before[index];
      return [
        ...(old?.id === id
          ? []
          : [`a problem type ${old?.id ? `of the id ${old.id}` : 'without an id'} is now ${id}`]),
        ...(old?.en === en && old.zh === zh ? [] : [`the problem type ${id} lacked a label`]),
      ];
    }),
  };
}

/** A missing label is that of the other language, a missing id the label; without both labels the id says it. */
function labelled(node: ProblemType): ProblemType {
  const [written, english, chinese] = [node.id.trim(), node.en.trim(), node.zh.trim()];
  const label = english || chinese || spoken(written);
  return {
    ...node,
    id: written === '' ? label : node.id,
    en: english === '' ? label : node.en,
    zh: chinese === '' ? label : node.zh,
    ...(node.children ? { children: node.children.map(labelled) } : {}),
  };
}

function nodesOf(node: ProblemType): ProblemType[] {
  return [node, ...(node.children ?? []).flatMap(nodesOf)];
}
