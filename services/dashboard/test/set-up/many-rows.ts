/** A data set so large that nobody waits for its build: the rows of a finished one, many times over, in the database. */
import { createPool, execute, sql } from '@nex/postgres';
import { inject } from 'vitest';

/** Returns the id of the new data set, which has `rows` rows. */
export async function makeManyRows(buildId: string, rows: number): Promise<string> {
  await using pool = createPool({ url: inject('databaseUrl'), max: 1, applicationName: 'test' });
  const build = 'build_many';
  const dataSet = 'ds_many';
  await pool.transaction(async (tx) => {
    await execute(tx, sql`create temporary table one as select * from pipeline.builds where id = ${buildId}`);
    await execute(tx, sql`update one set id = ${build}, name = 'Many rows', idempotency_key = null`);
    await execute(tx, sql`insert into pipeline.builds select * from one`);
    await execute(
      tx,
      sql`insert into pipeline.queries (id, build_id, index, persona, problem_type_id, leaf_id, problem_type, difficulty,
          language, seed, state, text, text_digest, attempts, usage)
        select 'query_many_' || n, ${build}, n, 'Somebody', 'type', 'leaf', jsonb_build_array('Root', 'Type ' || n % 40),
          (array['easy', 'medium', 'hard'])[n % 3 + 1], 'en', n, 'accepted', 'What is ' || n || ' times seven?',
          'digest ' || n, 1, '{}'
        from generate_series(0, ${rows - 1}::int) n`,
    );
    await execute(tx, sql`insert into pipeline.data_sets (id, build_id) values (${dataSet}, ${build})`);
    await execute(
      tx,
      sql`insert into pipeline.data_set_versions (data_set_id, version, parent, reason, folder, digest, rows,
          rows_digest, export, manifest)
        select ${dataSet}, 1, null, 'build', 'many', v.digest, ${rows}, v.rows_digest, v.export, v.manifest
        from pipeline.data_set_versions v join pipeline.data_sets d on d.id = v.data_set_id
        where d.build_id = ${buildId} order by v.version limit 1`,
    );
    await execute(
      tx,
      sql`insert into pipeline.data_set_members (data_set_id, query_id, sample_index, first_version, run_id, row_id,
          kept, reason, decided_by, flags)
        select ${dataSet}, 'query_many_' || n, 0, 1, 'run_many_' || n, '', n % 10 > 0,
          case when n % 10 = 0 then 'loop' else '' end, case when n % 10 = 0 then 'loop@2' else '' end, '{}'
        from generate_series(0, ${rows - 1}::int) n`,
    );
  });
  // Plans go by statistics, as after any large load.
  await execute(pool, sql`analyze pipeline.queries, pipeline.data_set_members`);
  return dataSet;
}
