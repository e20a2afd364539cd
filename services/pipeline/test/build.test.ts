/** A build from its request to its files. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Build, Manifest } from '@nex/core';
import { recountDataSet } from '@nex/dataset';
import { sql } from '@nex/postgres';
import { expect, test } from 'vitest';
import { call, create, finish, follow, setUp, startOn } from './support/surroundings.ts';

test('a build goes through every stage, and its manifest counts what is there', async () => {
  await using around = await setUp({ fails: (order) => order % 5 === 4 });
  await using pipeline = await startOn(around);
  const created = await create(pipeline.httpUrl, {
    queries: 12,
    samples: 2,
    languages: ['en', 'zh'],
    concurrency: 4,
  });
  expect(created.state).toBe('queued');
  const snapshots = await follow(pipeline.httpUrl, created.id);
  const build = Build.parse(snapshots.at(-1));
  expect(build.failure).toBeUndefined();
  expect(build.state).toBe('completed');
  const standing = build.funnel.kept + (build.funnel.dropReasons['duplicate'] ?? 0);
  expect(build.stages.map(({ name, state, done, total }) => [name, state, done, total])).toEqual([
    ['synthesize-queries', 'done', 12, 12],
    ['run-agents', 'done', 24, 24],
    ['collect', 'done', 24, 24],
    ['check', 'done', 24, 24],
    ['verify', 'done', 0, 0],
    ['decontaminate', 'done', 0, 0],
    ['judge', 'done', 0, 0],
    ['deduplicate', 'done', standing, standing],
    ['filter', 'done', 24, 24],
    ['export', 'done', 1, 1],
  ]);
  expect(build.funnel.queries).toEqual({ requested: 12, accepted: 12, rejected: 0 });
  expect(build.funnel.runs).toEqual({ total: 24, completed: 20, failed: 4, cancelled: 0 });
  expect(build.funnel.kept + build.funnel.dropped).toBe(24);
  const directory = join(around.dataDirectory, 'datasets', build.id);
  expect(await recountDataSet(directory)).toEqual([]);
  const manifest = Manifest.parse(JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')));
  expect(manifest.funnel).toEqual(build.funnel);
  expect(manifest.rows).toBe(build.funnel.kept);
  expect(manifest.usage).toEqual(build.usage);
  expect(build.dataSet).toMatchObject({ rows: manifest.rows, digest: manifest.digest });
  expect(build.usage.synthesis.modelCalls).toBe(12);
  expect(build.usage.runs.modelCalls).toBe(48);
  expect(around.runtime.mostInFlight).toBeLessThanOrEqual(4);

  for (const { done, ratePerMinute, etaMs } of build.stages) {
    expect(etaMs).toBeUndefined();
    if (done > 0) expect(ratePerMinute).toBeGreaterThan(0);
  }
  const [, runs] = build.stages;
  const tookMs = Date.parse(runs?.finishedAt ?? '') - Date.parse(runs?.startedAt ?? '');
  expect(Math.abs((24 * 60_000) / (runs?.ratePerMinute ?? 0) - tookMs)).toBeLessThan(5);
  const livedMs = Date.parse(build.finishedAt ?? '') - Date.parse(build.createdAt);
  // The dates are cut to whole milliseconds.
  expect(Math.abs((build.elapsedMs ?? 0) - livedMs)).toBeLessThanOrEqual(1);
  const { synthesis, runs: ran } = build.usage;
  const made = synthesis.inputTokens + synthesis.outputTokens;
  const all = made + ran.inputTokens + ran.outputTokens;
  expect(build.economy).toEqual({
    perAcceptedQuery: { tokens: made / 12 },
    perCompletedRun: { tokens: all / 20 },
    perKeptTrajectory: { tokens: all / build.funnel.kept },
  });
});

test('rows in the formats and splits that were asked for, and flags beside the drop reasons', async () => {
  await using around = await setUp();
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, {
    queries: 6,
    formats: [{ exporter: 'hermes' }, { exporter: 'sharegpt', view: 'per-agent' }],
    split: { train: 0.5, test: 0.5 },
  });
  const build = await finish(pipeline.httpUrl, id);
  expect(build.failure).toBeUndefined();
  const directory = join(around.dataDirectory, 'datasets', id);
  expect(await recountDataSet(directory)).toEqual([]);
  const manifest = Manifest.parse(JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')));
  expect(manifest.formats?.map(({ name, view }) => [name, view])).toEqual([
    ['hermes', 'root'],
    ['sharegpt-per-agent', 'per-agent'],
  ]);
  const { train = 0, test: forTest = 0 } = manifest.formats?.[0]?.splits ?? {};
  expect(train + forTest).toBe(manifest.rows);

  const flag = (times: number) => sql`insert into pipeline.verdicts
      (run_id, build_id, check_name, version, verdict, reason, evidence)
    select run_id, build_id, 'reader', 1, 'flag', 'doubtful', '[]' from pipeline.selections
    where build_id = ${id} and kept order by run_id limit ${times}`;
  const before = build.funnel.flagReasons;
  await around.pool.query(flag(2));
  const { body } = await call(pipeline.httpUrl, 'GET', `/v1/builds/${id}`);
  expect(Build.parse(body).funnel.flagReasons).toEqual({ ...before, doubtful: 2 });
});
