/** A build from its request to its files. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Build, Manifest } from '@nex/core';
import { recountDataSet } from '@nex/dataset';
import { expect, test } from 'vitest';
import { create, follow, setUp, startOn } from './support/surroundings.ts';

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
  expect(build.stages.map(({ name, state, done, total }) => [name, state, done, total])).toEqual([
    ['synthesize-queries', 'done', 12, 12],
    ['run-agents', 'done', 24, 24],
    ['collect', 'done', 24, 24],
    ['check', 'done', 24, 24],
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
});
