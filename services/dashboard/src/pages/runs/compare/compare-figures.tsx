import type { Run } from '@nex/core';
import clsx from 'clsx';
import { formatCount, formatMoney } from '../../../format/numbers.ts';
import { formatDuration } from '../../../format/time.ts';
import { texts } from '../../../texts/en.ts';

const { compare, facts } = texts.runs;

/** Figures in two columns; a third tells the difference. */
export function CompareFigures({ left, right }: { left: Run; right: Run }) {
  return (
    <table className="w-full max-w-3xl rounded-md border bg-surface text-left">
      <thead className="border-b text-xs text-faint">
        <tr>
          {[compare.figure, compare.left, compare.right, compare.difference].map((name) => (
            <th key={name} scope="col" className="px-3 py-1.5 font-medium">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {ROWS.map(({ name, value, format }) => {
          const [a, b] = [value(left), value(right)];
          const differs = a !== b;
          return (
            <tr key={name} className="border-b last:border-0">
              <th scope="row" className="px-3 py-1 font-normal text-muted">
                {name}
              </th>
              <td className="px-3 py-1">{show(a, format)}</td>
              <td className={clsx('px-3 py-1', differs && 'font-semibold')}>{show(b, format)}</td>
              <td className="px-3 py-1 text-faint">{differs ? difference(a, b, format) : '='}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

type Value = number | string | undefined;
interface Row {
  name: string;
  value(run: Run): Value;
  format?: (value: number) => string;
}

const ROWS: readonly Row[] = [
  { name: texts.common.state, value: ({ state }) => state },
  { name: facts.ended, value: ({ stopReason }) => stopReason ?? undefined },
  { name: facts.agent, value: ({ agent }) => agent },
  { name: compare.framework, value: ({ frameworkDigest }) => frameworkDigest.slice(0, 19) },
  { name: compare.seed, value: ({ seed }) => seed, format: String },
  {
    name: texts.common.took,
    value: ({ startedAt, finishedAt }) =>
      startedAt && finishedAt ? Date.parse(finishedAt) - Date.parse(startedAt) : undefined,
    format: formatDuration,
  },
  { name: facts.modelCalls, value: ({ usage }) => usage.modelCalls, format: formatCount },
  { name: texts.runs.detail.input, value: ({ usage }) => usage.inputTokens, format: formatCount },
  { name: texts.runs.detail.output, value: ({ usage }) => usage.outputTokens, format: formatCount },
  { name: texts.common.cost, value: ({ usage }) => usage.costUsd, format: formatMoney },
];

function show(value: Value, format: ((value: number) => string) | undefined): string {
  if (value === undefined) return '–';
  return typeof value === 'number' && format ? format(value) : String(value);
}

function difference(a: Value, b: Value, format: ((value: number) => string) | undefined): string {
  if (typeof a !== 'number' || typeof b !== 'number' || !format || format === String) return compare.differs;
  return `${b > a ? '+' : '−'}${format(Math.abs(b - a))}`;
}
