import type { Run } from '@nex/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useClient } from '../../../api/api-provider.tsx';
import { queryKeys } from '../../../api/query-keys.ts';
import { StateBadge } from '../../../components/badge.tsx';
import { PageHeader } from '../../../components/page-header.tsx';
import { EmptyState, QueryView } from '../../../components/states.tsx';
import { texts } from '../../../texts/en.ts';
import { CompareFigures } from './compare-figures.tsx';
import { CompareSteps } from './compare-steps.tsx';
import { RunPicker } from './run-picker.tsx';

const { compare } = texts.runs;
type Side = 'left' | 'right';

/** Two runs side by side: their figures, their steps, their answers. */
export function ComparePage() {
  const { left, right } = useSearch({ from: '/runs/compare' });
  const navigate = useNavigate();
  const pick = (side: Side) => (id: string) =>
    void navigate({
      to: '/runs/compare',
      search: { ...(left && { left }), ...(right && { right }), [side]: id },
    });
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader title={compare.title} parent={{ label: texts.pages.runs, to: '/runs' }} />
      <div className="grid shrink-0 grid-cols-2 gap-4 border-b bg-surface px-4 py-2">
        <RunPicker label={compare.left} value={left} onPick={pick('left')} />
        <RunPicker label={compare.right} value={right} onPick={pick('right')} />
      </div>
      {left !== undefined && right !== undefined ? (
        <Comparison key={`${left}/${right}`} left={left} right={right} />
      ) : (
        <EmptyState title={compare.choose} />
      )}
    </div>
  );
}

function Comparison({ left, right }: { left: string; right: string }) {
  const client = useClient();
  const one = (id: string) => ({
    queryKey: queryKeys.runs.one(id),
    queryFn: ({ signal }: { signal: AbortSignal }) => client.runs.get(id, { signal }),
  });
  const leftRun = useQuery(one(left));
  const rightRun = useQuery(one(right));
  return (
    <div
      role="region"
      aria-label={compare.title}
      // A region that scrolls must be reachable by keys.
      tabIndex={0}
      className="min-h-0 flex-1 space-y-4 overflow-auto p-4 outline-offset-[-2px]"
    >
      <QueryView query={leftRun}>
        {(leftData) => (
          <QueryView query={rightRun}>
            {(rightData) => (
              <>
                <CompareFigures left={leftData} right={rightData} />
                <div className="grid grid-cols-2 gap-4">
                  <Answer run={leftData} />
                  <Answer run={rightData} />
                </div>
                <CompareSteps left={left} right={right} />
              </>
            )}
          </QueryView>
        )}
      </QueryView>
    </div>
  );
}

function Answer({ run }: { run: Run }) {
  return (
    <section className="rounded-md border bg-surface p-3">
      <h2 className="mb-1 flex items-center gap-2 text-xs text-faint">
        <Link to="/runs/$runId" params={{ runId: run.id }} className="font-mono text-accent underline">
          {run.id}
        </Link>
        <StateBadge state={run.state} />
      </h2>
      <p className="mb-2 text-muted">{run.input}</p>
      <p className="max-h-60 overflow-auto whitespace-pre-wrap">
        {run.response || run.failure?.message || compare.noAnswer}
      </p>
    </section>
  );
}
