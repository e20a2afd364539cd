/** The rows of the problem-type tree as a tree, with the counts of all that lies below each node. */
import type { BuildComposition } from '@nex/core';

export interface TypeNode {
  id: string;
  label: string;
  /** Grown in this build, not the framework's. */
  grown: boolean;
  drawn: number;
  accepted: number;
  kept: number;
  children: TypeNode[];
}

/** Parents stand before their children. `undefined` without a root. */
export function treeOf(rows: BuildComposition['tree']): TypeNode | undefined {
  const nodes = new Map<string, TypeNode>();
  for (const { id, label, version, drawn, accepted, kept } of rows) {
    nodes.set(id, { id, label, grown: version > 0, drawn, accepted, kept, children: [] });
  }
  let root: TypeNode | undefined;
  for (const { id, parentId } of rows) {
    const node = nodes.get(id);
    const parent = parentId === null ? undefined : nodes.get(parentId);
    if (node === undefined) continue;
    if (parent === undefined) root ??= node;
    else parent.children.push(node);
  }
  if (root) addUp(root);
  return root;
}

function addUp(node: TypeNode): void {
  for (const child of node.children) {
    addUp(child);
    node.drawn += child.drawn;
    node.accepted += child.accepted;
    node.kept += child.kept;
  }
}
