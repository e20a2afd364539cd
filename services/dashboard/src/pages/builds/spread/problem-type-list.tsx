import type { BuildComposition } from '@nex/core';
import { useMemo } from 'react';
import { Badge } from '../../../components/badge.tsx';
import { formatCount } from '../../../format/numbers.ts';
import { texts } from '../../../texts/en.ts';
import { type TypeNode, treeOf } from './tree-of.ts';

const words = texts.builds.spread;

/** The tree in words: indented, with its counts. */
export function ProblemTypeList({ tree }: { tree: BuildComposition['tree'] }) {
  const root = useMemo(() => treeOf(tree), [tree]);
  if (root === undefined) return null;
  return (
    <table className="w-full">
      <thead>
        <tr className="text-xs text-faint">
          <th className="py-1 text-left font-medium">{words.tree}</th>
          {[words.drawn, words.accepted, words.kept].map((name) => (
            <th key={name} className="w-20 py-1 text-right font-medium">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{flat(root, 0)}</tbody>
    </table>
  );
}

function flat(node: TypeNode, depth: number): React.ReactNode[] {
  return [
    <tr key={node.id} className="border-t">
      <td className="py-1" style={{ paddingLeft: depth * 18 }}>
        <span className={depth < 2 ? 'font-medium' : undefined}>{node.label}</span>{' '}
        {node.grown && <Badge tone="active">{words.grown}</Badge>}
      </td>
      <td className="py-1 text-right">{formatCount(node.drawn)}</td>
      <td className="py-1 text-right">{formatCount(node.accepted)}</td>
      <td className="py-1 text-right">{formatCount(node.kept)}</td>
    </tr>,
    ...node.children.flatMap((child) => flat(child, depth + 1)),
  ];
}
