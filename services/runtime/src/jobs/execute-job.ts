/** The job that wakes a worker for a root run. Its id changes when the run waited in between. */
import type { RunRow } from '../store/run-row.ts';

export function executeJob({ id, traceparent, wakes }: Pick<RunRow, 'id' | 'traceparent' | 'wakes'>) {
  return { id: wakes === 0 ? id : `${id}.${wakes}`, payload: { runId: id, traceparent } };
}
