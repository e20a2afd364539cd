/** Conversations that outgrow their context: what the model is asked, what stays on record, and a worker that dies. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Message, Run, Trajectory } from '@nex/core';
import { sql } from '@nex/postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { executeRun } from '../src/runs/execute-run.ts';
import type { Context } from '../src/service.ts';
import { finished, followAll, trajectoryOf } from './support/follow.ts';
import { type AskedMessage, type ModelServer, startModelServer } from './support/model-server.ts';
import { isSummary, readerBundle, readerPolicy } from './support/reader-agent.ts';
import { createRun } from './support/runs.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

const never = new AbortController().signal;
const directory = mkdtempSync(join(tmpdir(), 'nex-compaction-'));
let model: ModelServer;
let idle: TestRuntime;
let run: Run;
let trajectory: Trajectory;

beforeAll(async () => {
  model = await startModelServer(readerPolicy);
  idle = await startTestRuntime({ modelUrl: model.url, concurrency: 0 });
  run = await life(idle.context);
  trajectory = await trajectoryOf(idle.url, run.id);
});

afterAll(async () => {
  await idle?.[Symbol.asyncDispose]();
  await model?.[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

async function life(context: Context): Promise<Run> {
  const { id } = await createRun(idle, {
    files: readerBundle(directory),
    agent: 'agent.yaml',
    input: 'Look.',
  });
  await executeRun(context, id, never).catch(() => executeRun(idle.context, id, never));
  return finished(idle.url, id);
}

const text = (value: unknown) => JSON.stringify(value);

test('the run ends well, and its events tell of each compaction', async () => {
  expect(run).toMatchObject({ state: 'completed', response: 'Looked 9 times.' });
  const events = await followAll(idle.url, run.id);
  const told = events
    .filter(({ event }) => event.type === 'COMPACTION_FINISHED')
    .map(({ event }) => event.data);
  expect(told.length).toBeGreaterThanOrEqual(2);
  expect(told.flatMap((data) => data.stages)).toContain('summarize');
  for (const data of told) {
    expect(data).toMatchObject({
      mode: 'regular',
      phase: 'before_model',
      triggerReason: 'token_threshold',
      success: true,
      stages: expect.arrayContaining(['summarize']),
    });
    expect(Number(data.tokensAfter)).toBeLessThan(Number(data.tokensBefore));
  }
});

test('every request fits, and calls and results belong together', () => {
  for (const asked of model.asked.filter((one) => !isSummary(one))) {
    expect(text(asked.messages).length).toBeLessThan(8000 * 5);
    expect(openCalls(asked.messages)).toEqual([]);
    expect(asked.messages[0]?.role).toBe('system');
  }
});

/** Ids of calls without a result right after them, and of results without their call. */
function openCalls(messages: readonly AskedMessage[]): string[] {
  const open = new Set<string>();
  const wrong: string[] = [];
  for (const { role, tool_calls: calls = [], tool_call_id: id = '' } of messages) {
    if (role === 'tool') {
      if (!open.delete(id)) wrong.push(id);
      continue;
    }
    wrong.push(...open);
    open.clear();
    for (const call of calls) open.add(call.id);
  }
  return [...wrong, ...open];
}

test('the trajectory holds what was taken out', () => {
  const [root] = trajectory.runs;
  const leaves = root?.earlierLeaves ?? [];
  expect(leaves.length).toBeGreaterThanOrEqual(2);
  expect(leaves[0]?.[0]?.role).toBe('system');
  for (let step = 1; step <= 9; step += 1) {
    const whole = leaves.filter((leaf) => text(results(leaf)).includes(`look: STEP ${step} word`));
    const end = text(results(root?.messages ?? [])).includes(`look: STEP ${step} word`);
    expect(whole.length > 0 || end, `step ${step}`).toBe(true);
  }
  expect(text(root?.messages)).toContain('They looked at several things.');
  expect(text(root?.messages)).not.toContain('STEP 1 word');
});

const results = (messages: readonly Message[]) => messages.filter((one) => one.role === 'tool');

test('what a compaction keeps is not stored again', async () => {
  const { rows } = await idle.context.pool.query<{ copies: number; kept: number; bytes: number }>(sql`
    select (count(*) filter (where same_as is null and message::text like '%look: STEP 3 word%'))::int as copies,
      (count(*) filter (where same_as is not null))::int as kept,
      sum(length(message::text))::int as bytes
    from runtime.messages where run_id = ${run.id}`);
  expect(rows[0]).toMatchObject({ copies: 1 });
  expect(rows[0]?.kept).toBeGreaterThan(4);
  // Nine calls (arguments as text and as an object) and nine results of some 3500 characters each, and little more.
  expect(rows[0]?.bytes).toBeLessThan(27 * 3500 * 1.2);
});

test.each(['before', 'after'] as const)(
  'a worker that dies right %s a compaction is no loss',
  async (moment) => {
    const asked = model.asked.length;
    let compactions = 0;
    const { writer } = idle.context;
    const dying: Context = {
      ...idle.context,
      writer: {
        async append(claim, runId, entry) {
          const dies = entry.compaction !== undefined && ++compactions === 2;
          if (dies && moment === 'before') throw new Error('The worker dies.');
          const written = await writer.append(claim, runId, entry);
          if (dies) throw new Error('The worker dies.');
          return written;
        },
      },
    };
    const again = await life(dying);
    expect(again).toMatchObject({ state: 'completed', response: 'Looked 9 times.', attempt: 2 });
    const [one] = (await trajectoryOf(idle.url, again.id)).runs;
    const [plain] = trajectory.runs;
    expect(one?.messages).toEqual(plain?.messages);
    expect(one?.earlierLeaves).toEqual(plain?.earlierLeaves);
    // A summary that could not be written is asked for again; one that was written never is.
    const more = model.asked.length - asked - run.usage.modelCalls;
    if (moment === 'before') expect(more).toBeGreaterThan(0);
    else expect(more).toBe(0);
    expect(again.usage.modelCalls).toBe(run.usage.modelCalls);
  },
);
