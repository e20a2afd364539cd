import { isTerminal, type Run } from '@nex/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useClient } from '../../api/api-provider.tsx';
import { queryKeys } from '../../api/query-keys.ts';
import { StateBadge } from '../../components/badge.tsx';
import { Segments } from '../../components/fields.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../components/states.tsx';
import { useNow } from '../../components/time.tsx';
import { texts } from '../../texts/en.ts';
import { ConversationPane } from './conversation/conversation-pane.tsx';
import { Permissions } from './permissions.tsx';
import { useRunRecord } from './record/use-run-record.ts';
import { RunActions } from './run-actions.tsx';
import { RunFacts } from './run-facts.tsx';
import { SendMessage } from './send-message.tsx';
import { TracePane } from './trace/trace-pane.tsx';

const VIEWS = [
  { value: 'trace', label: texts.runs.views.trace },
  { value: 'conversation', label: texts.runs.views.conversation },
];
/** The row's sums of a run at work are asked for so often. */
const REFRESH_MS = 2_000;

export function RunPage() {
  const { runId } = useParams({ from: '/runs/$runId' });
  const client = useClient();
  const query = useQuery({
    queryKey: queryKeys.runs.one(runId),
    queryFn: ({ signal }) => client.runs.get(runId, { signal }),
    refetchInterval: ({ state }) => (state.data && isTerminal(state.data.state) ? false : REFRESH_MS),
  });
  const run = query.data;
  const title = run === undefined ? runId : run.input.slice(0, 160) || run.agent;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader
        title={title}
        parent={{ label: texts.pages.runs, to: '/runs' }}
        aside={run && <StateBadge state={run.state} />}
        actions={run && <RunActions run={run} />}
      />
      {run !== undefined && <RunView key={runId} run={run} />}
      {run === undefined && query.error && (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      )}
      {run === undefined && !query.error && <LoadingState rows={12} />}
    </div>
  );
}

function RunView({ run }: { run: Run }) {
  const { record, version, stream } = useRunRecord(run.id);
  const search = useSearch({ from: '/runs/$runId' });
  const navigate = useNavigate({ from: '/runs/$runId' });
  const hasEnded = isTerminal(run.state);
  const nowMs = useNow(hasEnded ? 3_600_000 : 500);
  const view = search.view ?? 'trace';
  const shared = useMemo(() => ({ record, version, run, hasEnded }), [record, version, run, hasEnded]);
  return (
    <>
      <RunFacts run={run} agents={record.agents.length} />
      {run.failure && (
        <p role="alert" className="border-b bg-bad-soft px-4 py-2 text-bad">
          <span className="font-medium">{run.failure.message}</span> {run.failure.hint}
        </p>
      )}
      {run.state === 'waiting' && <Permissions runId={run.id} />}
      <div className="flex h-10 shrink-0 items-center gap-3 border-b bg-surface px-4">
        <Segments
          label={texts.runs.views.label}
          options={VIEWS}
          value={view}
          onChange={(next) =>
            void navigate({
              search: (old) => ({ ...old, view: next === 'trace' ? undefined : 'conversation' }),
            })
          }
        />
        <span role="status" className="text-xs text-faint">
          {!hasEnded && stream === 'live' && texts.runs.live}
          {stream === 'broken' && texts.common.reconnecting}
        </span>
      </div>
      <div className="min-h-0 flex-1 bg-surface">
        {record.agents.length === 0 && hasEnded && stream === 'ended' && (
          <EmptyState title={texts.runs.neverBegan} />
        )}
        {record.agents.length === 0 && !(hasEnded && stream === 'ended') && <LoadingState />}
        {record.agents.length > 0 && view === 'trace' && <TracePane {...shared} nowMs={nowMs} />}
        {record.agents.length > 0 && view === 'conversation' && <ConversationPane {...shared} />}
      </div>
      {!hasEnded && <SendMessage runId={run.id} />}
    </>
  );
}
