/** kill -9 in the middle of each stage, then another process: nothing runs twice, nothing is lost. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Manifest } from '@nex/core';
import { recountDataSet } from '@nex/dataset';
import { sql } from '@nex/postgres';
import { beforeAll, expect, test } from 'vitest';
import { spawnPipeline } from './support/child.ts';
import { type Hold, lockTable } from './support/locked-table.ts';
import { create, finish, type Surroundings, setUp, startOn } from './support/surroundings.ts';

const SPEC = { queries: 12, samples: 2, concurrency: 4, seed: 11 };

interface Interruption {
  /** Makes the stage stop half-way; resolves once it has stopped there. */
  hold(around: Surroundings): Promise<Hold>;
}

const gate = (
  of: (around: Surroundings) => Surroundings['model']['calls'],
  passes: number,
): Interruption => ({
  async hold(around) {
    of(around).closeAfter(passes);
    return { reached: of(around).blocked, [Symbol.asyncDispose]: async () => of(around).open() };
  },
});

const lockedTable = (table: string): Interruption => ({ hold: (around) => lockTable(around, table) });

const INTERRUPTIONS: Record<string, Interruption> = {
  'synthesize-queries': gate(({ model }) => model.calls, 5),
  'run-agents': gate(({ runtime }) => runtime.ending, 7),
  collect: gate(({ runtime }) => runtime.trajectories, 9),
  check: lockedTable('verdicts'),
  deduplicate: lockedTable('duplicates'),
  filter: lockedTable('selections'),
  export: lockedTable('data_sets'),
};

/** What a manifest says of the rows and of how they were made: no id, and nothing of when. */
async function manifestOf({ dataDirectory }: Surroundings, id: string) {
  const file = join(dataDirectory, 'datasets', id, 'manifest.json');
  const { recipe, dataSet } = Manifest.parse(JSON.parse(await readFile(file, 'utf8')));
  return { recipe, rowsDigest: dataSet?.rowsDigest };
}

const account = async ({ pool }: Surroundings, id: string) => ({
  queries: (
    await pool.query(
      sql`select index, text, state from pipeline.queries where build_id = ${id} order by index`,
    )
  ).rows,
  kept: (
    await pool.query(
      sql`select q.index, s.sample_index, s.kept, s.reason from pipeline.selections s
        join pipeline.queries q on q.id = s.query_id where s.build_id = ${id} order by 1, 2`,
    )
  ).rows,
});

async function undisturbed() {
  await using around = await setUp();
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, SPEC);
  const { funnel } = await finish(pipeline.httpUrl, id);
  const manifest = await manifestOf(around, id);
  return { funnel, manifest, ...(await account(around, id)), modelCalls: around.model.inputs.length };
}

let expected: Awaited<ReturnType<typeof undisturbed>>;
beforeAll(async () => {
  expected = await undisturbed();
});

test('a build that was left alone accepts and runs all', () => {
  expect(expected.funnel).toMatchObject({ queries: { accepted: 12 }, runs: { total: 24, completed: 24 } });
});

test.concurrent.each(Object.entries(INTERRUPTIONS))(
  'a build that is killed in the stage %s ends like it',
  async (stage, interruption) => {
    await using around = await setUp();
    await using hold = await interruption.hold(around);
    await using first = await spawnPipeline(around.environment);
    const { id } = await create(first.httpUrl, SPEC);
    await hold.reached;
    await first.kill();
    const open = await around.pool.query<{ name: string }>(
      sql`select name from pipeline.stages where build_id = ${id} and state = 'running'`,
    );
    await hold[Symbol.asyncDispose]();
    await using second = await startOn(around);
    const { state, funnel } = await finish(second.httpUrl, id);
    expect({
      killedIn: open.rows.map(({ name }) => name),
      state,
      funnel,
      manifest: await manifestOf(around, id),
      ...(await account(around, id)),
      runs: around.runtime.runs.size,
      disagreements: await recountDataSet(join(around.dataDirectory, 'datasets', id)),
    }).toEqual({
      killedIn: [stage],
      state: 'completed',
      funnel: expected.funnel,
      manifest: expected.manifest,
      queries: expected.queries,
      kept: expected.kept,
      runs: 24,
      disagreements: [],
    });
    // A call that was under way when the process died is paid again; one that was answered is not.
    expect(around.model.inputs.length - expected.modelCalls).toBeLessThanOrEqual(SPEC.concurrency);
  },
);

test('a service that is stopped in the middle leaves the build to the next', async () => {
  await using around = await setUp();
  around.runtime.ending.closeAfter(5);
  const first = await startOn(around);
  const { id } = await create(first.httpUrl, SPEC);
  await around.runtime.ending.blocked;
  await first[Symbol.asyncDispose]();
  around.runtime.ending.open();
  await using second = await startOn(around);
  const build = await finish(second.httpUrl, id);
  expect(build).toMatchObject({ state: 'completed', funnel: { runs: { total: 24, completed: 24 } } });
  expect(around.runtime.runs.size).toBe(24);
});

test('a build that is killed while it verifies finds each reward once', async () => {
  const tasks = ['beans', 'peas', 'roses'].map((what) => ({
    query: `When do the ${what} go out?`,
    verifiers: [{ kind: 'calls' as const, required: ['write_entry'] }],
  }));
  await using around = await setUp();
  await using hold = await lockedTable('verifications').hold(around);
  await using first = await spawnPipeline(around.environment);
  const { id } = await create(first.httpUrl, { queries: undefined, samples: 2, tasks });
  await hold.reached;
  await first.kill();
  await hold[Symbol.asyncDispose]();
  await using second = await startOn(around);
  const build = await finish(second.httpUrl, id);
  expect(build).toMatchObject({
    state: 'completed',
    funnel: { runs: { total: 6, completed: 6 }, verified: { passed: 6, failed: 0, broken: 0 } },
  });
  expect(around.runtime.runs.size).toBe(6);
});

test('a build that is killed while it is judged pays for no answer twice', async () => {
  const tasks = ['beans', 'peas', 'roses'].map((what) => ({ query: `When do the ${what} go out?` }));
  const benchmarks = [{ name: 'Diary', lines: ['When do the peas go out?'] }];
  const heads = ['failure_analysis' as const, 'trace_anomalies' as const];
  const quality = {
    judge: { heads, concurrency: 1 },
    decontamination: { benchmarks, onOverlap: 'flag' as const },
  };
  await using around = await setUp();
  for (const head of heads) around.model.others[`judge_${head}`] = () => ({ summary: '', findings: [] });
  around.model.calls.closeAfter(3);
  await using first = await spawnPipeline(around.environment);
  const { id } = await create(first.httpUrl, { queries: undefined, samples: 2, tasks, quality });
  await around.model.calls.blocked;
  await first.kill();
  around.model.calls.open();
  await using second = await startOn(around);
  const build = await finish(second.httpUrl, id);
  expect(build).toMatchObject({
    state: 'completed',
    funnel: { flagReasons: { contaminated: 1 } },
    usage: { judging: { modelCalls: 12 } },
  });
  const { rows } = await around.pool.query(
    sql`select (select count(*)::int from pipeline.judge_votes where build_id = ${id}) as votes,
      (select count(*)::int from pipeline.verdicts where build_id = ${id} and model <> '') as verdicts`,
  );
  expect(rows).toEqual([{ votes: 12, verdicts: 12 }]);
  // The call under way when the process died is the only one that is made again.
  expect([...around.model.asked.values()].reduce((sum, times) => sum + times, 0)).toBeLessThanOrEqual(13);
});
