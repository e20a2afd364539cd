import type { BuildEstimate } from '@nex/core';
import { Badge } from '../../../components/badge.tsx';
import { Facts } from '../../../components/facts.tsx';
import { ErrorState, LoadingState, type QueryLike } from '../../../components/states.tsx';
import { formatCompact, formatCount, formatMoney } from '../../../format/numbers.ts';
import { texts } from '../../../texts/en.ts';

const words = texts.builds.form;
const TONES = { enough: 'good', perhaps: 'warn', 'too small': 'bad' } as const;

export function EstimateView({
  query,
  isComplete,
}: {
  query: QueryLike<BuildEstimate>;
  isComplete: boolean;
}) {
  if (!isComplete) return <p className="text-muted">{words.estimateEmpty}</p>;
  if (query.error) return <ErrorState error={query.error} />;
  if (query.data === undefined) return <LoadingState rows={5} />;
  const { queries, runs, total, parts, budget, warnings } = query.data;
  const range = (
    { low, high, expected }: { low: number; high: number; expected: number },
    of: (n: number) => string,
  ) => (
    <>
      <span className="font-medium">{of(expected)}</span>{' '}
      {low !== high && <span className="text-faint">({words.range(of(low), of(high))})</span>}
    </>
  );
  return (
    <div className="space-y-3">
      <Facts
        facts={[
          [words.queries, formatCount(queries)],
          [words.runs, formatCount(runs)],
          [words.calls, range(total.modelCalls, formatCompact)],
          [words.tokens, range(total.tokens, formatCompact)],
          [words.cost, total.costUsd === undefined ? words.noPrice : range(total.costUsd, formatMoney)],
          [words.basis, [...new Set(parts.map(({ basis }) => basis))].join(', ')],
        ]}
      />
      {budget !== undefined && <Badge tone={TONES[budget]}>{words.holds[budget]}</Badge>}
      {warnings.map((warning) => (
        <p key={warning} className="rounded bg-warn-soft px-2 py-1 text-warn">
          {warning}
        </p>
      ))}
    </div>
  );
}
