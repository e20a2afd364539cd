/** `run.execute`: brings a run to its end. Throws when the platform failed, so that the queue tries again. */
import { toNexError } from '@nex/core';
import { inSpan, SpanKind } from '@nex/telemetry';
import type { Context } from '../context.ts';
import { executeRun } from '../runs/execute-run.ts';
import { findWaiting } from '../store/quotas.ts';
import { executeJob } from './execute-job.ts';

export function startExecuteWorker(context: Context): Promise<AsyncDisposable> {
  return context.queue.work({
    job: 'run.execute',
    concurrency: context.config.runConcurrency,
    onFailure: (thrown, payload) => {
      const { cause, code } = toNexError(thrown);
      const reason = cause instanceof Error ? cause.message : undefined;
      context.log.warn(
        { runId: payload?.runId, code, reason },
        'run.execute stopped before the end of the run',
      );
    },
    handle: ({ runId, traceparent }, { signal, attempt }) =>
      inSpan(
        'run.execute',
        {
          kind: SpanKind.CONSUMER,
          traceparent,
          attributes: { 'nex.run.id': runId, 'nex.job.attempt': attempt },
        },
        async () => {
          // One that must wait stays queued: its job comes again when a run of its tenant has ended, and with the sweep.
          const claimed = await executeRun(context, runId, signal);
          if (!claimed?.isBounded) return;
          const next = await findWaiting(context.pool, runId);
          await context.queue.add('run.execute', next.map(executeJob));
        },
      ),
  });
}
