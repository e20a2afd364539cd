/** What a policy takes out is in no row and no file of the pipeline, and the account of it is. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CreateBuild, Manifest } from '@nex/core';
import { recountDataSet } from '@nex/dataset';
import { many, sql } from '@nex/postgres';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { unpackTrajectory } from '../src/store/trajectories.ts';
import { FRAMEWORK_ID } from './support/framework.ts';
import { call, create, finish, setUp, startOn } from './support/surroundings.ts';

const ADDRESS = 'rosa.gardener@example.com';
const policy: CreateBuild['redaction'] = { id: 'mail', version: 3, rules: [{ kind: 'email' }] };

test('addresses are masked before a trajectory is stored, and the audit counts them', async () => {
  await using around = await setUp({ answer: ({ input }) => `I wrote to ${ADDRESS} about: ${input}` });
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, { queries: 4, redaction: policy });
  const build = await finish(pipeline.httpUrl, id);
  expect(build.failure).toBeUndefined();
  expect(build.funnel.kept).toBeGreaterThan(0);

  const stored = await many(
    around.pool,
    z.object({ content: z.instanceof(Uint8Array), policy: z.string(), entries: z.string() }),
    sql`select t.content, r.policy_id || '@' || r.policy_version as policy, r.entries::text as entries
      from pipeline.trajectories t join pipeline.redactions r on r.run_id = t.run_id`,
  );
  expect(stored).toHaveLength(4);
  for (const row of stored) {
    const text = JSON.stringify(await unpackTrajectory(row.content));
    expect(text).toContain('[email_1]');
    expect(text + row.entries).not.toContain(ADDRESS);
    expect(row.policy).toBe('mail@3');
  }
  const directory = join(around.dataDirectory, 'datasets', id);
  expect(await readFile(join(directory, 'data/train-00000.jsonl'), 'utf8')).not.toContain(ADDRESS);
  const manifest = Manifest.parse(JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')));
  // The answer stands in the last message and in the run's response.
  expect(manifest.redaction).toEqual({ id: 'mail', version: 3, places: 8 });
  expect(await recountDataSet(directory)).toEqual([]);
});

test('hashes need a salt', async () => {
  await using around = await setUp({ answer: () => `Written for ${ADDRESS}.` });
  const hashing: CreateBuild['redaction'] = { ...policy, rules: [{ kind: 'email', action: 'hash' }] };
  const body = { frameworkId: FRAMEWORK_ID, queries: 1, redaction: hashing };
  {
    await using pipeline = await startOn(around);
    expect(await call(pipeline.httpUrl, 'POST', '/v1/builds', body)).toMatchObject({
      status: 400,
      body: { code: 'build_invalid', where: 'redaction.rules[0].action' },
    });
  }
  around.environment['REDACTION_SALT'] = 'of the garden';
  await using pipeline = await startOn(around);
  const { id } = await create(pipeline.httpUrl, { queries: 1, redaction: hashing });
  await finish(pipeline.httpUrl, id);
  const rows = await readFile(join(around.dataDirectory, 'datasets', id, 'data/train-00000.jsonl'), 'utf8');
  expect(rows).toMatch(/Written for \[email_[0-9a-f]{12}\]/);
});
