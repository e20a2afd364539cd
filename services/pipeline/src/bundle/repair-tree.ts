/** A tree of problem types in which every node has an id of its own and a label in both languages. */
import type { ProblemType } from '@nex/core';

/** Fewer nodes on a path leave nothing to cut. */
const SHORT_PATH = 3;

/** A copy. Each repair is a warning. */
export function repairTree(tree: ProblemType, warnings: string[]): ProblemType {
  const taken = new Set<string>();
  const short: string[] = [];
  const repair = (node: ProblemType, depth: number): ProblemType => {
    const label = node.en || node.zh || node.id || 'unnamed';
    const id = freeId(node.id || label, taken);
    if (node.id === '') warnings.push(`problem_types.json: a node without an id is now ${id}.`);
    else if (id !== node.id) warnings.push(`problem_types.json: the second node ${node.id} is now ${id}.`);
    if (node.en === '')
      warnings.push(`problem_types.json: ${id} has no English label; it is called ${label}.`);
    taken.add(id);
    const children = (node.children ?? []).map((child) => repair(child, depth + 1));
    if (children.length === 0 && depth < SHORT_PATH) short.push(id);
    return { id, en: node.en || label, zh: node.zh, ...(children.length === 0 ? {} : { children }) };
  };
  const repaired = repair(tree, 1);
  if (short.length > 0) {
    warnings.push(`problem_types.json: paths of less than ${SHORT_PATH} nodes end at ${short.join(', ')}.`);
  }
  return repaired;
}

function freeId(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  for (let number = 2; ; number += 1) if (!taken.has(`${wanted}_${number}`)) return `${wanted}_${number}`;
}
