import { ACTIVITY_SPANS, type Activity } from '@nex/core';
import type { EChartsOption } from 'echarts';
import { useCallback, useMemo } from 'react';
import { Chart } from '../../components/chart.tsx';
import type { ChartColours } from '../../components/chart-colours.ts';
import { EmptyState } from '../../components/states.tsx';
import { formatCompact, formatMoney } from '../../format/numbers.ts';
import { formatBucket } from '../../format/time.ts';
import { texts } from '../../texts/en.ts';

const { chart } = texts.home;

/** Tokens as bars, runs as a line, money as a second line where there are prices. */
export function ActivityChart({ activity }: { activity: Activity }) {
  const { buckets, span } = activity;
  const hasAnything = buckets.some(({ runs, inputTokens }) => runs + inputTokens > 0);
  const isPriced = buckets.some(({ costUsd }) => costUsd !== undefined);
  const times = useMemo(
    () => buckets.map(({ at }) => formatBucket(at, ACTIVITY_SPANS[span])),
    [buckets, span],
  );
  const option = useCallback(
    (colours: ChartColours): EChartsOption => ({
      grid: { left: 8, right: 8, top: 30, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, itemWidth: 10, itemHeight: 10, textStyle: { color: colours.muted } },
      tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' } },
      xAxis: {
        type: 'category',
        data: times,
        axisLine: { lineStyle: { color: colours.line } },
        axisTick: { show: false },
        axisLabel: { color: colours.muted, hideOverlap: true },
      },
      yAxis: [
        {
          type: 'value',
          splitLine: { lineStyle: { color: colours.line } },
          axisLabel: { color: colours.muted, formatter: (value: number) => formatCompact(value) },
        },
        {
          type: 'value',
          splitLine: { show: false },
          minInterval: isPriced ? 0 : 1,
          axisLabel: {
            color: colours.muted,
            formatter: (value: number) => (isPriced ? formatMoney(value) : formatCompact(value)),
          },
        },
      ],
      series: [
        bars(
          chart.input,
          buckets.map(({ inputTokens }) => inputTokens),
          colours.series[0],
        ),
        bars(
          chart.output,
          buckets.map(({ outputTokens }) => outputTokens),
          colours.series[1],
        ),
        {
          name: isPriced ? chart.money : chart.runs,
          type: 'line',
          yAxisIndex: 1,
          symbol: 'none',
          lineStyle: { width: 1.5 },
          color: colours.series[3],
          data: buckets.map(({ costUsd, runs }) => (isPriced ? (costUsd ?? 0) : runs)),
        },
      ],
    }),
    [buckets, times, isPriced],
  );
  if (!hasAnything) return <EmptyState title={chart.none}>{chart.noneText}</EmptyState>;
  return <Chart heightPx={230} summary={chart.summary(texts.home.spans[span])} option={option} />;
}

function bars(name: string, data: number[], color: string | undefined) {
  return { name, type: 'bar' as const, stack: 'tokens', data, color, barMaxWidth: 22 };
}
