/** Data sets that are made again from their manifests. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Build, Manifest, Regeneration } from '@nex/core';
import { sql } from '@nex/postgres';
import { runNex } from '@nex/testkit';
import { expect, test } from 'vitest';
import { SCORERS } from '../src/stages/scorers.ts';
import { spawnPipeline } from './support/child.ts';
import { FRAMEWORK_ID, frameworkFiles } from './support/framework.ts';
import { lockTable } from './support/locked-table.ts';
import { onePipeline } from './support/one-pipeline.ts';
import { call, create, finish, type Surroundings, setUp, startOn, until } from './support/surroundings.ts';

let around: Surroundings;
let url: string;
onePipeline((made) => {
  ({ around, url } = made);
});

async function made(spec: Parameters<typeof create>[1] = {}): Promise<{ id: string; manifest: Manifest }> {
  const { id } = await create(url, { queries: 8, samples: 2, ...spec });
  expect(await finish(url, id)).toMatchObject({ state: 'completed' });
  const file = join(around.dataDirectory, 'datasets', id, 'manifest.json');
  return { id, manifest: Manifest.parse(JSON.parse(await readFile(file, 'utf8'))) };
}

async function compared(body: unknown): Promise<Regeneration> {
  const { id } = Build.parse(body);
  await finish(url, id);
  return Regeneration.parse((await call(url, 'GET', `/v1/builds/${id}/regeneration`)).body);
}

test('a data set is made again from its manifest alone, and by the id of its build', async () => {
  const { id, manifest } = await made({ name: 'Beans', formats: [{ exporter: 'hermes' }], concurrency: 3 });
  expect(manifest.recipe).toMatchObject({
    request: { frameworkId: FRAMEWORK_ID, queries: 8, samples: 2, seed: 7, concurrency: 3, name: 'Beans' },
    withheld: [],
    prompts: ['query@2'],
  });
  for (const [path, body] of [
    ['/v1/builds/regenerate', { manifest }],
    [`/v1/builds/${id}/regenerate`, {}],
  ] as const) {
    const answer = await call(url, 'POST', path, body);
    expect(answer).toMatchObject({ status: 202, body: { name: 'Beans' } });
    const found = await compared(answer.body);
    expect(found).toMatchObject({ of: { buildId: id, version: 1 }, state: 'equal', conditions: [] });
    expect(found.rowsDigest).toEqual({
      expected: manifest.dataSet?.rowsDigest,
      found: manifest.dataSet?.rowsDigest,
      equal: true,
    });
    expect(found.stages.map(({ equal }) => equal)).toEqual([true, true, true, true, true]);
  }
  expect(await call(url, 'GET', `/v1/builds/${id}/regeneration`)).toMatchObject({ status: 409 });
});

test('a changed framework is refused, or told as what differs', async () => {
  const { manifest } = await made();
  around.generator.files[0] = {
    path: 'framework.yaml',
    content: `${frameworkFiles()[0]?.content}# changed\n`,
  };
  try {
    expect(await call(url, 'POST', '/v1/builds/regenerate', { manifest })).toMatchObject({
      status: 409,
      body: { code: 'conflict', where: 'frameworkDigest' },
    });
    const answer = await call(url, 'POST', '/v1/builds/regenerate', { manifest, allowChanged: true });
    const found = await compared(answer.body);
    expect(found.conditions.map(({ what, expected }) => [what, expected])).toEqual([
      ['bundle', manifest.frameworkDigest],
    ]);
  } finally {
    around.generator.files.splice(0, 1, ...frameworkFiles().slice(0, 1));
  }
});

test('what differs is told by the first stage that it differs in', async () => {
  const { id, manifest } = await made();
  const equal = await runNex(url, ['regenerate', join(around.dataDirectory, 'datasets', id)]);
  expect(equal).toMatchObject({
    exitCode: 0,
    out: expect.stringMatching(/^equal: build_\w+ has the rows of/),
  });
  around.runtime.script.answer = ({ input }) => `Another plan for "${input}" is written down.`;
  const runs = await compared((await call(url, 'POST', '/v1/builds/regenerate', { manifest })).body);
  const different = await runNex(url, ['regenerate', id]);
  around.runtime.script = {};
  expect(different).toMatchObject({
    exitCode: 1,
    out: expect.stringMatching(/^different: .* first in the stage collect\n(?:.*\n)*collect\s+different/),
  });
  const again = /build_\w+/.exec(different.out)?.[0] ?? '';
  expect(await runNex(url, ['builds', 'compare', again])).toMatchObject({ exitCode: 1, out: different.out });
  expect(runs).toMatchObject({ state: 'different', conditions: [] });
  expect(runs.stages.find(({ equal }) => !equal)?.stage).toBe('collect');
});

test('a build that waits for a person waits again, and who makes it again is told where to look', async () => {
  const { id } = await create(url, { queries: 2, review: { after: ['collect'] } });
  await until(url, id, 'paused');
  await call(url, 'POST', `/v1/builds/${id}/resume`);
  await finish(url, id);
  const waits = await runNex(url, ['regenerate', id]);
  const again = /build_\w+/.exec(waits.out)?.[0] ?? '';
  expect(waits).toMatchObject({ exitCode: 1, out: expect.stringContaining(`nex builds show ${again}\n`) });
  await call(url, 'POST', `/v1/builds/${again}/resume`);
  await finish(url, again);
  expect(await runNex(url, ['builds', 'compare', again])).toMatchObject({ exitCode: 0 });
});

test('tasks are in the manifest, unless a policy redacts; a cassette is played', async () => {
  const tasks = ['beans', 'peas'].map((what) => ({ query: `When do the ${what} go out?` }));
  const open = await made({
    queries: undefined,
    tasks,
    tools: { cassette: { name: 'garden', mode: 'record' } },
  });
  expect(open.manifest.recipe).toMatchObject({
    request: { tasks: [{ query: tasks[0]?.query }, { query: tasks[1]?.query }] },
    cassette: { name: 'garden', mode: 'record' },
  });
  const answer = await call(url, 'POST', '/v1/builds/regenerate', { manifest: open.manifest });
  expect(answer).toMatchObject({
    status: 202,
    body: { spec: { tools: { cassette: { name: 'garden', mode: 'strict' } } } },
  });
  expect(await compared(answer.body)).toMatchObject({ state: 'equal' });

  const redaction = {
    id: 'strict',
    version: 1,
    rules: [{ kind: 'email' as const, action: 'mask' as const }],
  };
  const secret = await made({ queries: undefined, tasks, redaction });
  expect(secret.manifest.recipe).toMatchObject({ withheld: ['tasks'] });
  expect(JSON.stringify(secret.manifest)).not.toContain('beans');
  expect(await call(url, 'POST', '/v1/builds/regenerate', { manifest: secret.manifest })).toMatchObject({
    status: 400,
    body: { code: 'build_invalid', where: 'recipe.withheld' },
  });
  const again = await call(url, 'POST', `/v1/builds/${secret.id}/regenerate`, {});
  expect(await compared(again.body)).toMatchObject({ state: 'equal' });
});

test('manifests without a recipe, or with one of another platform, are refused with what is wrong', async () => {
  const { manifest } = await made({ queries: 1, samples: 1 });
  const { recipe, ...old } = manifest;
  const request = { ...recipe?.request, colour: 'red' };
  for (const [given, where] of [
    [old, 'recipe'],
    [{ ...manifest, recipe: { ...recipe, request } }, 'recipe.request'],
  ] as const) {
    expect(await call(url, 'POST', '/v1/builds/regenerate', { manifest: given })).toMatchObject({
      body: { code: 'build_invalid', where },
    });
  }
});

test('a rescore that is killed in the middle ends like one that was left alone', async () => {
  await using own = await setUp();
  await using first = await spawnPipeline(own.environment);
  const { id } = await create(first.httpUrl, { queries: 8, samples: 2 });
  await finish(first.httpUrl, id);
  const verdicts = async () =>
    (
      await own.pool.query(
        sql`select check_name, version, verdict, count(*)::int as runs from pipeline.verdicts
          where build_id = ${id} group by 1, 2, 3 order by 1, 2, 3`,
      )
    ).rows;
  const before = await verdicts();
  const [check] = SCORERS.checks;
  await own.pool.query(
    sql`delete from pipeline.verdicts where build_id = ${id} and check_name = ${check?.name ?? ''}`,
  );
  const dry = await call(first.httpUrl, 'POST', `/v1/builds/${id}/rescore`, { dryRun: true });
  expect(dry.body).toMatchObject({ checks: [{ name: check?.name, trajectories: 16 }] });
  await using hold = await lockTable(own, 'verdicts');
  await call(first.httpUrl, 'POST', `/v1/builds/${id}/rescore`, {});
  await hold.reached;
  await first.kill();
  await hold[Symbol.asyncDispose]();
  await using second = await startOn(own);
  const build = await finish(second.httpUrl, id);
  expect(build).toMatchObject({
    state: 'completed',
    dataSet: { version: 1 },
    funnel: { runs: { total: 16 } },
  });
  expect(await verdicts()).toEqual(before);
  expect(own.runtime.runs.size).toBe(16);
});
