/** Faults of a problem-type tree, each phrased so that a model can mend it. */
import { leafPaths, type ProblemType } from '@nex/core';
import { isChinese, isEnglish } from './language-purity.ts';

export function treeFaults(tree: ProblemType, minLeaves: number): string[] {
  const faults: string[] = [];
  const paths = leafPaths(tree);
  if (paths.length < minLeaves)
    faults.push(`the tree needs at least ${minLeaves} leaves, it has ${paths.length}`);
  for (const path of paths) {
    if (path.length < 3)
      faults.push(`the path to ${path.at(-1)?.id} has ${path.length} nodes, at least 3 are needed`);
  }
  const seen = new Set<string>();
  visit(tree, (node) => {
    if (seen.has(node.id)) faults.push(`the id ${node.id} is used twice`);
    seen.add(node.id);
  });
  return faults;
}

/** Labels that are not in their language. */
export function labelFaults(tree: ProblemType): string[] {
  const faults: string[] = [];
  visit(tree, ({ id, en, zh }) => {
    if (!isEnglish(en)) faults.push(`the label en of ${id} is not English`);
    if (!isChinese(zh)) faults.push(`the label zh of ${id} is not Chinese`);
  });
  return faults;
}

function visit(node: ProblemType, look: (node: ProblemType) => void): void {
  look(node);
  for (const child of node.children ?? []) visit(child, look);
}
