import { DIFFICULTIES } from '@nex/core';
import { useCallback } from 'react';
import { Chart } from '../../../components/chart.tsx';
import type { ChartColours } from '../../../components/chart-colours.ts';
import { texts } from '../../../texts/en.ts';

const words = texts.dataSets.composition;
const HEIGHT_PX = 200;

function axes(colours: ChartColours, names: string[]) {
  return {
    grid: { left: 8, right: 8, top: 28, bottom: 4, containLabel: true },
    xAxis: {
      type: 'category' as const,
      data: names,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colours.line } },
      axisLabel: { color: colours.muted },
    },
    yAxis: {
      type: 'value' as const,
      minInterval: 1,
      splitLine: { lineStyle: { color: colours.line } },
      axisLabel: { color: colours.muted },
    },
  };
}

/** Classes by their lower bounds, in their order. */
export function BarChart({ title, classes }: { title: string; classes: Record<string, number> }) {
  const option = useCallback(
    (colours: ChartColours) => {
      const bars = Object.entries(classes).toSorted(([a], [b]) => Number(a) - Number(b));
      return {
        ...axes(
          colours,
          bars.map(([from]) => words.classOf(Number(from))),
        ),
        tooltip: { ...colours.base.tooltip, trigger: 'axis' as const },
        series: [
          {
            type: 'bar' as const,
            name: words.rows,
            data: bars.map(([, rows]) => rows),
            itemStyle: { color: colours.series[0], borderRadius: [2, 2, 0, 0] },
            barMaxWidth: 36,
          },
        ],
      };
    },
    [classes],
  );
  return <Chart summary={words.summary(title)} heightPx={HEIGHT_PX} option={option} />;
}

/** Difficulties side by side, languages on one another. */
export function StackedBars({
  title,
  counts,
}: {
  title: string;
  counts: Record<string, Record<string, number>>;
}) {
  const option = useCallback(
    (colours: ChartColours) => {
      const names = DIFFICULTIES.filter((name) => name in counts);
      const languages = [...new Set(names.flatMap((name) => Object.keys(counts[name] ?? {})))].toSorted();
      return {
        ...axes(colours, names),
        legend: { top: 0, right: 0, itemHeight: 8, itemWidth: 12, textStyle: { color: colours.muted } },
        tooltip: { ...colours.base.tooltip, trigger: 'axis' as const },
        series: languages.map((language, place) => ({
          type: 'bar' as const,
          stack: 'all',
          name: language,
          data: names.map((name) => counts[name]?.[language] ?? 0),
          itemStyle: { color: colours.series[place % colours.series.length] },
          barMaxWidth: 48,
        })),
      };
    },
    [counts],
  );
  return <Chart summary={words.summary(title)} heightPx={HEIGHT_PX} option={option} />;
}
