/** A problem-type tree in which no id comes twice. Pure. */
import type { ProblemType } from '@nex/core';

/** The first node of an id keeps it; another gets its parent's before its own, then a number. */
export function withUniqueIds(tree: ProblemType): ProblemType {
  const seen = new Set<string>();
  const visit = (node: ProblemType, above: string): ProblemType => {
    let id = seen.has(node.id) ? `${above}_${node.id}` : node.id;
    for (let turn = 2; seen.has(id); turn += 1) id = `${above}_${node.id}_${turn}`;
    seen.add(id);
    const { children, ...rest } = node;
    return {
      ...rest,
      id,
      ...(children?.length ? { children: children.map((child) => visit(child, id)) } : {}),
    };
  };
  return visit(tree, '');
}
