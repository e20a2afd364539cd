/** The job that wakes a worker for a root run. Its id changes when the run waited in between. */
import type { RunRow } from '../store/run-row.ts';
import { priorityOf } from '../tenants/turns.ts';

export function executeJob({
  id,
  traceparent,
  wakes,
  turn,
}: Pick<RunRow, 'id' | 'traceparent' | 'wakes' | 'turn'>) {
  return {
    id: wakes === 0 ? id : `${id}.${wakes}`,
    payload: { runId: id, traceparent },
    priority: priorityOf(turn),
  };
}
