/** Logs of ended runs, packed: readers, replays and conversations find them as they were. */
import { type Run, textOf } from '@nex/core';
import { maybeOne, sql } from '@nex/postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { packLogs } from '../src/store/packed-logs.ts';
import { CALC_BUNDLE, TEAM_BUNDLE } from './support/bundles.ts';
import { finished, followAll, trajectoryOf } from './support/follow.ts';
import { answersIn, type ModelServer, startModelServer } from './support/model-server.ts';
import { expectIdentical, LEAD, math } from './support/replays.ts';
import { byInput, createRun, type Script, untilState } from './support/runs.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

let model: ModelServer;
let runtime: TestRuntime;
const scripts = new Map<string, Script>([['tree', LEAD]]);
const never = new AbortController().signal;
const pack = () => packLogs(runtime.context.pool, 0, never);

beforeAll(async () => {
  model = await startModelServer(byInput(scripts));
  runtime = await startTestRuntime({ modelUrl: model.url });
});

afterAll(async () => {
  await runtime?.[Symbol.asyncDispose]();
  await model?.[Symbol.asyncDispose]();
});

async function ended(body: Parameters<typeof createRun>[1]): Promise<Run> {
  return finished(runtime.url, (await createRun(runtime, body)).id);
}

const Log = z.object({ rows: z.number(), digest: z.string(), packed: z.number() });

/** Number and digest of the rows of the tree's log, and how many packed logs it has. */
async function logOf(rootRunId: string): Promise<z.infer<typeof Log> | undefined> {
  const rows = (table: string) => ({
    text: `select '${table}' || to_jsonb(t)::text as row from runtime.${table} t
      join runtime.runs r on r.id = t.run_id where r.root_run_id = $1`,
    values: [rootRunId],
  });
  return maybeOne(
    runtime.context.pool,
    Log,
    sql`select count(*)::int as rows, coalesce(md5(string_agg(row, '' order by row)), '') as digest,
        (select count(*)::int from runtime.packed_logs where root_run_id = ${rootRunId}) as packed
      from (${rows('messages')} union all ${rows('events')} union all ${rows('model_steps')}
        union all ${rows('tool_calls')}) log`,
  );
}

const EMPTY = { rows: 0, digest: '', packed: 1 };

test('a packed log has no rows, and every reader finds it as it was', async () => {
  const { id } = await ended({
    files: TEAM_BUNDLE,
    input: 'tree',
    context: { note: 'half \u{1d11e}, "quoted" \\u0000' },
  });
  const rows = await logOf(id);
  expect(rows?.rows).toBeGreaterThan(40);
  const readers: Record<string, () => Promise<unknown>> = {
    trajectory: () => trajectoryOf(runtime.url, id),
    events: () => followAll(runtime.url, id),
    'events from the middle': () => followAll(runtime.url, id, 20),
    'events below': async () =>
      followAll(runtime.url, (await trajectoryOf(runtime.url, id)).runs[2]?.runId ?? ''),
    replay: () => expectIdentical(runtime, id),
  };
  const before: Record<string, unknown> = {};
  for (const [name, read] of Object.entries(readers)) before[name] = await read();
  for (const [name, read] of Object.entries(readers)) {
    expect(await pack(), name).toBe(1);
    expect(await logOf(id), name).toEqual(EMPTY);
    expect(await read(), name).toEqual(before[name]);
    expect(await logOf(id), name).toEqual({ ...rows, packed: 0 });
  }
  expect((await runtime.get(`/v1/runs/${id}`)).status).toBe(200);
});

test('readers that come together all find it', async () => {
  scripts.set('shared', (asked) => (answersIn(asked) < 3 ? { calls: [math('1+1')] } : { text: 'Two.' }));
  const { id } = await ended({ files: CALC_BUNDLE, input: 'shared' });
  const whole = await trajectoryOf(runtime.url, id);
  await pack();
  expect(await logOf(id)).toEqual(EMPTY);
  const read = await Promise.all(Array.from({ length: 12 }, () => trajectoryOf(runtime.url, id)));
  for (const one of read) expect(one).toEqual(whole);
});

test('a run goes on with packed conversations, which stay open while it does', async () => {
  scripts.set('first', (asked) => ({ text: `Answer ${answersIn(asked)}.` }));
  const first = await ended({ files: CALC_BUNDLE, input: 'first' });
  const second = await ended({ continuesRunId: first.id, input: 'second' });
  await pack();
  expect([await logOf(first.id), await logOf(second.id)]).toEqual([EMPTY, EMPTY]);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  scripts.set('first', async (asked) => {
    await held;
    return { text: `Answer ${answersIn(asked)}.` };
  });
  const third = await createRun(runtime, { continuesRunId: second.id, input: 'third' });
  await expect.poll(() => model.asked.at(-1)?.messages.at(-1)?.content).toBe('third');
  await untilState(runtime, third.id, 'running');
  await pack();
  expect((await logOf(second.id))?.packed).toBe(0);
  release();
  await finished(runtime.url, third.id);
  const said = (await trajectoryOf(runtime.url, third.id)).runs[0]?.messages.map(textOf);
  expect(said).toEqual(['You calculate.', 'first', 'Answer 0.', 'second', 'Answer 1.', 'third', 'Answer 2.']);
});

test('runs at work, and logs used less than the given time ago, stay in rows', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  scripts.set('slow', async () => {
    await held;
    return { text: 'Done.' };
  });
  const { id } = await createRun(runtime, { files: CALC_BUNDLE, input: 'slow' });
  await untilState(runtime, id, 'running');
  await pack();
  expect((await logOf(id))?.packed).toBe(0);
  release();
  await finished(runtime.url, id);
  expect(await packLogs(runtime.context.pool, 60_000, never)).toBe(0);
  expect(await pack()).toBe(1);
  expect(await logOf(id)).toEqual(EMPTY);
});
