import type { BuildComposition } from '@nex/core';
import { useCallback, useMemo } from 'react';
import { Chart } from '../../../components/chart.tsx';
import type { ChartColours } from '../../../components/chart-colours.ts';
import { texts } from '../../../texts/en.ts';
import { type TypeNode, treeOf } from './tree-of.ts';

const words = texts.builds.spread;

/** Nodes that were never drawn keep a sliver, so that gaps are seen. */
const SLIVER = 0.15;

export function ProblemTypeSunburst({ tree }: { tree: BuildComposition['tree'] }) {
  const root = useMemo(() => treeOf(tree), [tree]);
  const option = useCallback(
    (colours: ChartColours) => ({
      tooltip: {
        ...colours.base.tooltip,
        formatter: (given: unknown) => tooltipOf((given as { data?: { node?: TypeNode } }).data?.node),
      },
      series: [
        {
          type: 'sunburst' as const,
          radius: ['12%', '96%'],
          sort: undefined,
          nodeClick: 'rootToNode' as const,
          emphasis: { focus: 'ancestor' as const },
          itemStyle: { borderColor: colours.surface, borderWidth: 1.5, borderRadius: 2 },
          label: {
            color: '#ffffff',
            textBorderColor: 'rgba(0,0,0,.55)',
            textBorderWidth: 2,
            fontSize: 11,
            minAngle: 9,
            overflow: 'truncate' as const,
            width: 92,
          },
          data: (root?.children ?? []).map((child, place) =>
            toData(child, colours.series[place % colours.series.length] ?? colours.accent, 0),
          ),
        },
      ],
    }),
    [root],
  );
  if (root === undefined) return null;
  return (
    <>
      <Chart summary={words.treeSummary(tree.length, root.drawn)} heightPx={500} option={option} />
      <p className="mt-1 text-xs text-faint">{words.treeHint}</p>
    </>
  );
}

interface SunburstItem {
  name: string;
  value: number;
  node: TypeNode;
  itemStyle: { color: string; opacity: number };
  children: SunburstItem[];
}

function toData(node: TypeNode, color: string, depth: number): SunburstItem {
  const children = node.children.map((child) => toData(child, color, depth + 1));
  const below = children.reduce((sum, { value }) => sum + value, 0);
  return {
    name: node.label,
    value: Math.max(node.drawn, below, SLIVER),
    node,
    itemStyle: { color, opacity: node.drawn === 0 ? 0.25 : Math.max(0.45, 1 - depth * 0.2) },
    children,
  };
}

/** Labels come of models: they are shown as text. */
function tooltipOf(node: TypeNode | undefined): string {
  if (node === undefined) return '';
  const escape = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const grown = node.grown ? `<br><i>${words.grown}</i>` : '';
  return `<b>${escape(node.label)}</b><br>${node.drawn} ${words.drawn} · ${node.accepted} ${words.accepted} · ${node.kept} ${words.kept}${grown}`;
}
