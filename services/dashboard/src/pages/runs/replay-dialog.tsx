import type { ReplayedRun } from '@nex/core';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/api-provider.tsx';
import { Badge } from '../../components/badge.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { QueryView } from '../../components/states.tsx';
import { texts } from '../../texts/en.ts';

const { replay } = texts.runs;

/** Executes the run again from its log, and tells whether the same came of it. */
export function ReplayDialog({ runId, onClose }: { runId: string; onClose(): void }) {
  const client = useClient();
  const query = useQuery({
    queryKey: ['replay', runId],
    queryFn: ({ signal }) => client.runs.replay(runId, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Dialog title={replay.title} description={replay.text} open onClose={onClose} width="max-w-2xl">
      <QueryView query={query} loadingRows={3}>
        {({ identical, runs }) => (
          <div className="space-y-3">
            <Badge tone={identical ? 'good' : 'bad'}>{identical ? replay.identical : replay.different}</Badge>
            <ul className="divide-y">
              {runs.map((run) => (
                <Replayed key={run.runId} run={run} />
              ))}
            </ul>
          </div>
        )}
      </QueryView>
    </Dialog>
  );
}

function Replayed({ run }: { run: ReplayedRun }) {
  return (
    <li className="py-2">
      <div className="flex items-center gap-2">
        <span className="font-medium">{run.agent}</span>
        <span className="text-faint">{replay.counts(run.messages, run.modelCalls, run.toolCalls)}</span>
        {!run.identical && <Badge tone="bad">{replay.different}</Badge>}
      </div>
      {run.stopped && <p className="text-faint">{replay.stopped(run.stopped.stopReason)}</p>}
      {run.difference && (
        <dl className="mt-1 grid grid-cols-[80px_1fr] gap-x-2 rounded bg-sunken p-2 font-mono text-xs">
          <dt className="text-faint">{replay.at}</dt>
          <dd>{run.difference.at}</dd>
          <dt className="text-faint">{replay.expected}</dt>
          <dd className="break-all">{run.difference.expected}</dd>
          <dt className="text-faint">{replay.actual}</dt>
          <dd className="break-all">{run.difference.actual}</dd>
        </dl>
      )}
    </li>
  );
}
