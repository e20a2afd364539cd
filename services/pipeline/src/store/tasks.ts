/** Queries of the user's, and what they bring along. */
import { BuildTask, NO_USAGE, newId } from '@nex/core';
import { deriveSeed, digestJson } from '@nex/core/digest';
import { cleanText, execute, json, many, type Queryable, sql } from '@nex/postgres';
import { queryDigest } from '@nex/quality';
import * as z from 'zod';

export async function insertTasks(
  tx: Queryable,
  buildId: string,
  tasks: readonly BuildTask[],
): Promise<void> {
  await execute(
    tx,
    sql`insert into pipeline.tasks (build_id, index, task)
      select ${buildId}, index - 1, task
      from jsonb_array_elements(${json(tasks)}::jsonb) with ordinality as t (task, index)`,
  );
}

/** Empty for a build that makes its own queries. */
export async function readTasks(db: Queryable, buildId: string): Promise<BuildTask[]> {
  const rows = await many(
    db,
    z.object({ task: BuildTask }),
    sql`select task from pipeline.tasks where build_id = ${buildId} order by index`,
  );
  return rows.map(({ task }) => task);
}

/** What tells one task from another. The same words over another state are another task. */
export function taskDigest({ query, initialState }: Pick<BuildTask, 'query' | 'initialState'>): string {
  return initialState ? digestJson([queryDigest(query), initialState]) : queryDigest(query);
}

/** Makes an accepted query of each task. Those that are there stay. */
export async function insertTaskQueries(
  tx: Queryable,
  build: { id: string; seed: number },
  tasks: readonly BuildTask[],
): Promise<void> {
  const rows = tasks.map((task, index) => ({
    id: newId('query'),
    index,
    difficulty: task.difficulty,
    language: task.language,
    seed: deriveSeed(build.seed, 'task', index),
    text: cleanText(task.query),
    digest: taskDigest(task),
  }));
  await execute(
    tx,
    sql`insert into pipeline.queries (id, build_id, index, persona, problem_type_id, leaf_id, problem_type, difficulty,
        language, seed, state, text, text_digest, attempts, usage)
      select row.id, ${build.id}, row.index, '', '', '', '[]', row.difficulty, row.language, row.seed, 'accepted',
        row.text, row.digest, 0, ${json(NO_USAGE)}
      from jsonb_to_recordset(${json(rows)}::jsonb) as row (id text, index int, difficulty text, language text,
        seed bigint, text text, digest text)
      on conflict (build_id, index) do nothing`,
  );
}

const Verifiable = z.object({
  run_id: z.string(),
  query: z.string(),
  content: z.instanceof(Uint8Array),
  task: BuildTask,
  seed: z.coerce.number(),
});
export type Verifiable = z.output<typeof Verifiable>;

/** Trajectories of tasks with verifiers, a page after `after` in order of run. */
export async function readVerifiable(
  db: Queryable,
  buildId: string,
  after: string,
  limit: number,
): Promise<Verifiable[]> {
  return many(
    db,
    Verifiable,
    sql`select t.run_id, q.text as query, t.content, task.task, q.seed
      from pipeline.trajectories t
        join pipeline.queries q on q.id = t.query_id
        join pipeline.tasks task on task.build_id = q.build_id and task.index = q.index
      where t.build_id = ${buildId} and t.run_id > ${after} and jsonb_array_length(task.task->'verifiers') > 0
      order by t.run_id limit ${limit}`,
  );
}
