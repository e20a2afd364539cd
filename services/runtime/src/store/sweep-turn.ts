/** Of all replicas one sweeps at a time: what sweeps cost then does not grow with their number. */
import { execute, type Queryable, sql } from '@nex/postgres';

/** Open runs that a sweep adds jobs for per second, on the long average. */
const RUNS_PER_S = 500;

/** True for one of those who ask; the next one is due when `intervalMs` have passed. */
export async function takeSweepTurn(on: Queryable, intervalMs: number): Promise<boolean> {
  const taken = await execute(
    on,
    sql`update runtime.sweep_turn set next_at = now() + ${intervalMs} * interval '1 ms' where next_at <= now()`,
  );
  return taken > 0;
}

/** The next sweep comes later the more runs are open: it adds a job for each. */
export async function putOffSweep(on: Queryable, openRuns: number, intervalMs: number): Promise<void> {
  const pauseMs = Math.max(intervalMs, (openRuns / RUNS_PER_S) * 1000);
  await execute(
    on,
    sql`update runtime.sweep_turn set next_at = greatest(next_at, now() + ${pauseMs} * interval '1 ms')`,
  );
}
