/**
 * The sweep: wakes runs whose decisions are all made, and adds a job for every open run. Adding is a no-op for jobs that wait or run, so whatever loses a job (a
 * dead queue, a process between row and job) costs at most one interval. Of a tenant with a bound to its runs at work only
 * those are added that may be next.
 */
import { many, sql } from '@nex/postgres';
import * as z from 'zod';
import type { Context } from '../context.ts';
import { closeLeftRuns } from '../runs/close-run.ts';
import { packLogs } from '../store/packed-logs.ts';
import { findDecided, resumeDecided } from '../store/permission-requests.ts';
import { Count, OPEN } from '../store/run-row.ts';
import { executeJob } from './execute-job.ts';

export const SWEEP_INTERVAL_MS = 15_000;
const PAGE = 1000;

const OpenRun = z.object({ id: z.string(), traceparent: z.string(), wakes: Count, turn: Count });

/** The number of open runs. */
export async function sweep(context: Context): Promise<number> {
  for (const id of await findDecided(context.pool)) await resumeDecided(context.pool, id);
  let count = 0;
  for (let after = ''; ; ) {
    const rows = await many(
      context.pool,
      OpenRun,
      sql`select r.id, r.traceparent, r.wakes, r.turn from runtime.runs r
          left join runtime.tenant_quotas q on q.tenant = r.tenant
        where r.parent_run_id is null and r.state in ${OPEN} and r.id > ${after} and (
          q.concurrent_runs is null or r.state = 'running' or r.turn <= coalesce((
            select n.turn from runtime.runs n where n.tenant = r.tenant and n.parent_run_id is null
              and n.state = 'queued' order by n.turn offset q.concurrent_runs limit 1), r.turn))
        order by r.id limit ${PAGE}`,
    );
    await context.queue.add('run.execute', rows.map(executeJob));
    count += rows.length;
    if (rows.length < PAGE) return count;
    after = rows.at(-1)?.id ?? after;
  }
}

/** Sweeps and packs logs now and then every interval, one at a time; first closes what a dead process left open. */
export function startSweep(context: Context, intervalMs = SWEEP_INTERVAL_MS): AsyncDisposable {
  let timer: NodeJS.Timeout | undefined;
  const closing = new AbortController();
  let running: Promise<void>;
  const run = async () => {
    try {
      await sweep(context);
      const { packAfterMs } = context.config;
      if (Number.isFinite(packAfterMs)) await packLogs(context.pool, packAfterMs, closing.signal);
    } catch (thrown) {
      context.log.warn({ err: thrown }, 'the sweep failed');
    }
    if (!closing.signal.aborted) {
      timer = setTimeout(() => {
        running = run();
      }, intervalMs);
    }
  };
  running = closeLeftRuns(context)
    .catch((thrown: unknown) =>
      context.log.warn({ err: thrown }, 'what runs left behind could not be removed'),
    )
    .then(run);
  return {
    async [Symbol.asyncDispose]() {
      closing.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
