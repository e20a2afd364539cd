/** Data sets from before there were versions become version 1 of theirs. */
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPool, migrate, sql } from '@nex/postgres';
import { createTestDatabase } from '@nex/testkit';
import { expect, test } from 'vitest';

const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));
const BEFORE = '0009_data_set_versions.sql';

test('a data set keeps its folder, digest and rows, and what was decided of each run', async () => {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await createTestDatabase({ services: [] }));
  const pool = stack.use(createPool({ url: database.url, max: 2 }));
  const directory = await mkdtemp(join(tmpdir(), 'nex-migrations-'));
  stack.defer(() => rm(directory, { recursive: true }));
  for (const name of await readdir(MIGRATIONS)) {
    if (name < BEFORE) await cp(join(MIGRATIONS, name), join(directory, name));
  }
  await migrate(pool, { schema: 'pipeline', directory });
  await pool.query(sql`insert into pipeline.builds (id, name, state, framework_id, framework_digest, framework_name,
      sentence, spec, spec_digest, traceparent, trace_id)
    values ('build_1', 'old', 'completed', 'fw_1', 'sha256:f', 'old', 'A team.', '{"split":{"train":1}}', '', '', '')`);
  await pool.query(sql`insert into pipeline.queries (id, build_id, index, persona, problem_type_id, leaf_id, problem_type,
      difficulty, language, seed, state, text, text_digest, attempts, usage)
    select 'query_' || n, 'build_1', n, '', '', '', '[]', 'easy', 'en', 1, 'accepted', 'Q' || n, 'd' || n, 1, '{}'
    from generate_series(0, 1) n`);
  await pool.query(sql`insert into pipeline.query_runs (build_id, query_id, query_index, sample_index, seed, run_id, state)
    select 'build_1', 'query_' || n, n, 0, 1, 'run_' || n, 'completed' from generate_series(0, 1) n`);
  await pool.query(sql`insert into pipeline.trajectories (run_id, build_id, query_id, sample_index, digest, answer_digest,
      model, provider, offline_model, size_bytes, content)
    select 'run_' || n, 'build_1', 'query_' || n, 0, 'sha256:' || n, 'a' || n, 'm', 'p', false, 1, '\\x00'
    from generate_series(0, 1) n`);
  await pool.query(sql`insert into pipeline.verdicts (run_id, build_id, check_name, version, verdict, reason, evidence)
    values ('run_1', 'build_1', 'loop', 1, 'drop', 'loop', '[]')`);
  await pool.query(sql`insert into pipeline.selections (query_id, sample_index, build_id, run_id, kept, reason)
    values ('query_0', 0, 'build_1', 'run_0', true, ''), ('query_1', 0, 'build_1', 'run_1', false, 'loop')`);
  await pool.query(sql`insert into pipeline.data_sets (build_id, digest, rows, manifest)
    values ('build_1', 'sha256:d', 1, '{"rows":1}')`);

  expect(await migrate(pool, { schema: 'pipeline', directory: MIGRATIONS })).toContain(BEFORE);
  const versions =
    await pool.query(sql`select ds.id, ds.build_id, v.version, v.parent, v.reason, v.folder, v.digest, v.rows,
      v.export from pipeline.data_sets ds join pipeline.data_set_versions v on v.data_set_id = ds.id`);
  expect(versions.rows).toEqual([
    {
      id: 'ds_1',
      build_id: 'build_1',
      version: 1,
      parent: null,
      reason: 'build',
      folder: 'build_1',
      digest: 'sha256:d',
      rows: 1,
      export: { split: { train: 1 } },
    },
  ]);
  const members = await pool.query(sql`select run_id, row_id, kept, decided_by, first_version, last_version
    from pipeline.data_set_members order by run_id`);
  expect(members.rows).toEqual([
    { run_id: 'run_0', row_id: 'sha256:0', kept: true, decided_by: '', first_version: 1, last_version: null },
    {
      run_id: 'run_1',
      row_id: 'sha256:1',
      kept: false,
      decided_by: 'loop@1',
      first_version: 1,
      last_version: null,
    },
  ]);
});
