/** Rows of rollouts: what two do at the same moment, and what is read back of what was written. */
import { randomBytes } from 'node:crypto';
import { NO_USAGE, textMessage } from '@nex/core';
import { createPool, execute, maybeOne, type Pool, sql } from '@nex/postgres';
import { createTestDatabase, eventually, type TestDatabase } from '@nex/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { type PolicyCall, promptDigests } from '../src/rollouts/own/call-content.ts';
import { findBase, readCalls, recordCall } from '../src/rollouts/own/call-store.ts';
import { finishBatch } from '../src/rollouts/store/batch-claim.ts';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase({ services: ['pipeline'] });
  pool = createPool({ url: database.url });
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
      values ('r', 'b', 'g', 0, 0, 1, 'running')`,
  );
});
afterAll(async () => {
  await pool?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

/** A conversation whose every call sends all that was said, with tokens; from the fourth on a second one beside it. */
function conversations(): PolicyCall[] {
  const said = () => textMessage('user', randomBytes(500).toString('hex'));
  const tools = [{ name: 'look', description: randomBytes(500).toString('hex') }] as PolicyCall['tools'];
  const calls: PolicyCall[] = [];
  const lines = [{ messages: [said()], ids: [1, 2, 3] }];
  for (let turn = 0; turn < 20; turn += 1) {
    if (turn === 4) lines.push({ messages: [...(calls[2]?.messages ?? []), said()], ids: [7] });
    for (const line of lines) {
      const answer = textMessage('assistant', `${turn}`);
      const tokens = { promptTokenIds: [...line.ids], tokenIds: [turn, 9] };
      const reply = {
        message: answer,
        finishReason: 'stop',
        usage: NO_USAGE,
        model: 'm',
        provider: 'p',
        tokens,
      };
      const times = { startedAt: turn, finishedAt: turn + 1 };
      calls.push({ agentPath: '', messages: [...line.messages], tools, reply, ...times } as PolicyCall);
      line.messages.push(answer, said());
      line.ids.push(turn, 9, ...Array.from({ length: 50 }, (_, at) => turn * 1000 + at));
    }
  }
  return calls;
}

test('calls are read back to the byte, and a conversation takes no more than what was said in it', async () => {
  const calls = conversations();
  const rollout = { id: 'r', attempt: 1 };
  for (const [index, call] of calls.entries()) {
    const prompts = promptDigests(call);
    const base = await findBase(pool, rollout, prompts);
    expect(base === undefined).toBe(index === 0);
    const place = { prompt: prompts.at(-1) ?? '', base };
    await recordCall(pool, rollout, { key: `${index}`, digest: `${index}` }, call, place);
  }
  expect(JSON.stringify(await readCalls(pool, 'r', 1))).toBe(JSON.stringify(calls));
  const row = await maybeOne(
    pool,
    z.object({ bytes: z.coerce.number() }),
    sql`select sum(octet_length(content)) as bytes from pipeline.rollout_calls`,
  );
  // 38 messages of 1,000 characters of random hexadecimal digits, which take half; whole prompts would be ten times as much.
  expect(row?.bytes).toBeLessThan(38 * 1000);
});

test('a batch that waits for the lock of a re-rollout goes on with it', async () => {
  await execute(pool, sql`update pipeline.rollouts set state = 'ready'`);
  const finishing = await pool.transaction(async (tx) => {
    await execute(tx, sql`select from pipeline.rollout_batches where id = 'b' for update`);
    await execute(tx, sql`update pipeline.rollouts set state = 'queued' where id = 'r'`);
    const finished = finishBatch(pool, { batchId: 'b', fence: 1 }, 'completed', { streamed: false });
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

test('a batch whose groups are streamed does not end before the last of them is in the stream', async () => {
  await execute(pool, sql`update pipeline.rollouts set state = 'ready'`);
  await execute(
    pool,
    sql`insert into pipeline.trainer_trajectories (id, rollout_id, batch_id, group_id, model_tag, attempt, segment_index, content)
      values ('t', 'r', 'b', 'g', 'm', 1, 0, '')`,
  );
  const finish = () => finishBatch(pool, { batchId: 'b', fence: 1 }, 'completed', { streamed: true });
  expect(await finish()).toBe(false);
  await execute(pool, sql`update pipeline.trainer_trajectories set result = 'streamed'`);
  expect(await finish()).toBe(true);
});
