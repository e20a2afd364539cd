/** The offline model writes queries that the checks accept. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startOfflineModel } from '@nex/offline-model';
import { many, type Pool, sql } from '@nex/postgres';
import { createNearDuplicates } from '@nex/quality';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { create, finish, type Surroundings, setUp, startOn } from './support/surroundings.ts';

const SNAPSHOTS = fileURLToPath(new URL('../../../catalogue/snapshots', import.meta.url));
const Snapshot = z.object({ tools: z.array(z.object({ name: z.string(), description: z.string() })) });

/** What the tools of the catalogue can do, as the generator writes it down. */
async function catalogueCapabilities() {
  const names = (await readdir(SNAPSHOTS)).filter((name) => name.endsWith('.json'));
  const snapshots = await Promise.all(
    names.map(async (name) => Snapshot.parse(JSON.parse(await readFile(join(SNAPSHOTS, name), 'utf8')))),
  );
  return snapshots.flatMap(({ tools }, index) =>
    tools.map(({ name, description }) => ({ server: names[index] ?? '', tool: name, description })),
  );
}

/** With the catalogue's tools for the agents and the offline model for the pipeline. */
async function setUpWith(offline: { url: string }): Promise<Surroundings> {
  const around = await setUp();
  const capabilities = await catalogueCapabilities();
  for (const file of around.generator.files) {
    if (file.path === 'capabilities.json') file.content = JSON.stringify({ capabilities });
  }
  around.environment['LLM_BASE_URL'] = offline.url;
  return around;
}

/** Share of the build's accepted queries that are near an earlier one, at a Jaccard index of 0.8. */
async function nearDuplicateShare(pool: Pool, buildId: string): Promise<number> {
  const accepted = await many(
    pool,
    z.object({ id: z.string(), text: z.string() }),
    sql`select id, text from pipeline.queries where build_id = ${buildId} and state = 'accepted' order by index`,
  );
  const seen = createNearDuplicates({ threshold: 0.8 });
  const near = accepted.filter(({ id, text }) => seen.add(id, text).nearest !== null);
  return near.length / accepted.length;
}

test('a build with the offline model gets its queries, and says which model it was', async () => {
  await using offline = await startOfflineModel({ port: 0 });
  await using around = await setUpWith(offline);
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, { queries: 24 });
  const build = await finish(pipeline.httpUrl, id);
  const whole = await create(pipeline.httpUrl, {
    queries: 24,
    seed: 8,
    synthesis: {
      problemTypeExpandProb: 0.2,
      rewritePersonaProb: 1,
      fuzzifyProb: 0.3,
      drafts: 'three-levels',
      review: 'on',
    },
  });
  expect(await finish(pipeline.httpUrl, whole.id)).toMatchObject({
    state: 'completed',
    funnel: { queries: { accepted: 24 } },
  });
  for (const each of [id, whole.id])
    expect(await nearDuplicateShare(around.pool, each)).toBeLessThanOrEqual(0.01);
  const grown = await around.pool.query(
    sql`select en, zh from pipeline.tree_nodes where build_id = ${whole.id} and version > 0`,
  );
  expect(grown.rowCount).toBeGreaterThan(0);
  const { rows } = await around.pool.query(
    sql`select rejection_reason, refusals from pipeline.queries where build_id = ${id} and state = 'rejected'`,
  );
  expect(rows).toEqual([]);
  expect(build).toMatchObject({
    state: 'completed',
    model: { name: 'nex-offline-1', offlineModel: true },
    funnel: { queries: { accepted: 24 } },
  });
});

test('a build in two languages gets as many queries as it asks for, in each', async () => {
  await using offline = await startOfflineModel({ port: 0 });
  await using around = await setUpWith(offline);
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, {
    queries: 24,
    languages: ['en', 'zh'],
    synthesis: { fileProb: 0.3, fuzzifyProb: 0.3, problemTypeExpandProb: 0.2, review: 'on' },
  });
  expect(await finish(pipeline.httpUrl, id)).toMatchObject({
    state: 'completed',
    funnel: { queries: { requested: 24, accepted: 24 } },
  });
  const { rows } = await around.pool.query(
    sql`select language, state, count(*)::int as queries, count(distinct text)::int as texts
        from pipeline.queries where build_id = ${id} group by language, state order by language`,
  );
  expect(rows).toEqual([
    { language: 'en', state: 'accepted', queries: 12, texts: 12 },
    { language: 'zh', state: 'accepted', queries: 12, texts: 12 },
  ]);
  expect(await nearDuplicateShare(around.pool, id)).toBe(0);
});

test('the offline model judges by rules, and the card says so', async () => {
  await using around = await setUp({
    answer: ({ order }) =>
      order === 1 ? 'The beds are dug.<|im_end|>' : `Bed ${order} gets twelve tulip bulbs.`,
  });
  const offline = await startOfflineModel({ port: 0 });
  try {
    around.environment['LLM_BASE_URL'] = `${offline.url.replace(/\/v1$/, '')}/v1`;
    await using pipeline = await startOn(around);
    const criteria = [{ text: 'Says how many tulip bulbs are needed' }];
    const { id } = await create(pipeline.httpUrl, {
      queries: undefined,
      samples: 2,
      tasks: [{ query: 'How many bulbs do I need?', verifiers: [{ kind: 'rubric', criteria }] }],
      keepVerified: 'all',
      quality: { judge: { onVerdict: 'gate' } },
    });
    const build = await finish(pipeline.httpUrl, id);
    expect(build).toMatchObject({
      state: 'completed',
      funnel: { kept: 1, verified: { passed: 1, failed: 1, broken: 0 }, dropReasons: { leaked_markup: 1 } },
    });
    // Two rubrics, and four heads for the one that the checks keep.
    expect(build.usage.verifying?.modelCalls).toBe(2);
    expect(build.usage.judging?.modelCalls).toBe(4);
    const card = await readFile(join(around.dataDirectory, 'datasets', id, 'README.md'), 'utf8');
    expect(card).toContain('`nex-offline-1` read one trajectory');
    expect(card).toContain('A judge is the rule-based offline model');
  } finally {
    await offline.close();
  }
});
