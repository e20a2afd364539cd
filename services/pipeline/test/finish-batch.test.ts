/** A batch does not end beside a rollout of it that is opened again at the same moment. */
import { createPool, execute, maybeOne, sql } from '@nex/postgres';
import { createTestDatabase, eventually } from '@nex/testkit';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { finishBatch } from '../src/rollouts/store/batch-claim.ts';

test('a batch that waits for the lock of a re-rollout goes on with it', async () => {
  await using database = await createTestDatabase({ services: ['pipeline'] });
  await using pool = createPool({ url: database.url });
  await execute(pool, sql`insert into pipeline.trainer_models (tag) values ('m')`);
  await execute(
    pool,
    sql`insert into pipeline.rollout_batches (id, model_tag, state, spec, spec_digest, bundle_digest, traceparent, trace_id, fence)
      values ('b', 'm', 'running', '{}', 'd', 'd', '', '', 1)`,
  );
  await execute(pool, sql`insert into pipeline.rollout_tasks (batch_id, index, task) values ('b', 0, '{}')`);
  await execute(
    pool,
    sql`insert into pipeline.rollout_groups (batch_id, group_id, model_tag, state) values ('b', 'g', 'm', 'complete')`,
  );
  await execute(
    pool,
    sql`insert into pipeline.rollouts (id, batch_id, group_id, task_index, run_index, seed, state)
      values ('r', 'b', 'g', 0, 0, 1, 'ready')`,
  );
  const finishing = await pool.transaction(async (tx) => {
    await execute(tx, sql`select from pipeline.rollout_batches where id = 'b' for update`);
    await execute(tx, sql`update pipeline.rollouts set state = 'queued' where id = 'r'`);
    const finished = finishBatch(pool, { batchId: 'b', fence: 1 }, 'completed');
    await eventually(async () => {
      const waiting = await maybeOne(
        pool,
        z.object({ n: z.coerce.number() }),
        sql`select count(*) as n from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`,
      );
      expect(waiting?.n).toBeGreaterThan(0);
    });
    return { finished };
  });
  expect(await finishing.finished).toBe(false);
});
