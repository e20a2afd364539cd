import type { Run } from '@nex/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { EmptyState } from '../../../components/states.tsx';
import { texts } from '../../../texts/en.ts';
import type { RunRecord } from '../record/run-record.ts';
import { traceRows } from '../record/trace-rows.ts';
import { DetailPanel } from './detail-panel.tsx';
import { TraceView } from './trace-view.tsx';

export interface TracePaneProps {
  run: Run;
  record: RunRecord;
  version: number;
  hasEnded: boolean;
  nowMs: number;
}

/** The trace at the left, the chosen line of it at the right. The address says which one is chosen. */
export function TracePane({ run, record, version, hasEnded, nowMs }: TracePaneProps) {
  const { at } = useSearch({ from: '/runs/$runId' });
  const navigate = useNavigate({ from: '/runs/$runId' });
  // The record is changed in place, and its version tells of that.
  const chosen = useMemo(
    () => traceRows(record, new Set()).find(({ key }) => key === (at ?? run.id)),
    [record, version, at, run.id],
  );
  return (
    <div className="grid h-full min-h-0 grid-cols-[minmax(0,5fr)_minmax(300px,3fr)]">
      <TraceView
        record={record}
        version={version}
        nowMs={nowMs}
        selected={chosen?.key}
        onSelect={({ key }) =>
          void navigate({ search: (old) => ({ ...old, at: key }), replace: true, resetScroll: false })
        }
      />
      <aside
        aria-label={texts.runs.detail.label}
        // A region that scrolls must be reachable by keys.
        tabIndex={0}
        className="min-h-0 overflow-auto border-l outline-offset-[-2px]"
      >
        {chosen ? (
          <DetailPanel key={chosen.key} row={chosen} rootRunId={run.id} hasEnded={hasEnded} />
        ) : (
          <EmptyState title={texts.runs.detail.choose} />
        )}
      </aside>
    </div>
  );
}
