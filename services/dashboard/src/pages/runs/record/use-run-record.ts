/** The record of a run, which grows while the run is at work. */
import type { SequencedEvent } from '@nex/client';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useClient } from '../../../api/api-provider.tsx';
import { queryKeys } from '../../../api/query-keys.ts';
import { type StreamState, useStream } from '../../../api/use-stream.ts';
import { applyEvent } from './apply-event.ts';
import { emptyRecord, type RunRecord } from './run-record.ts';

/** Events after which the run's row says something new. */
const ROW_CHANGES = new Set(['RUN_FINISHED', 'RUN_ERROR', 'PERMISSION_REQUESTED', 'PERMISSION_RESOLVED']);

export function useRunRecord(runId: string): { record: RunRecord; version: number; stream: StreamState } {
  const client = useClient();
  const queries = useQueryClient();
  const record = useRef(emptyRecord());
  const [version, setVersion] = useState(0);
  useEffect(() => {
    record.current = emptyRecord();
    setVersion(0);
  }, [runId]);
  const stream = useStream<SequencedEvent>({
    key: runId,
    open: (signal, last) => client.runs.events(runId, { signal, ...(last && { lastEventId: last.id }) }),
    onItems: (items) => {
      for (const { event } of items) applyEvent(record.current, event);
      setVersion(record.current.version);
      if (items.some(({ event }) => ROW_CHANGES.has(event.type))) {
        void queries.invalidateQueries({ queryKey: queryKeys.runs.one(runId) });
      }
    },
  });
  return { record: record.current, version, stream };
}
