/** The rows that one trajectory came of, as they lie in the tables. */
import { ImportedFrom, MeasuredDifficulty, type RowLineage, Usage } from '@nex/core';
import { many, maybeOne, type Queryable, type Sql, sql } from '@nex/postgres';
import * as z from 'zod';
import { IMPORTED_FROM } from './imports.ts';
import { Refused } from './queries.ts';

const Origin = z.object({
  run_id: z.string(),
  query_id: z.string(),
  sample_index: z.number().int(),
  seed: z.coerce.number(),
  state: z.string(),
  stop_reason: z.string().nullable(),
  trace_id: z.string(),
  usage: Usage.nullable(),
  collect_failure: z.string().nullable(),
  digest: z.string().nullable(),
  size_bytes: z.number().nullable(),
  content: z.instanceof(Uint8Array).nullable(),
  slot: z.number().int(),
  replaces: z.number().int().nullable(),
  text: z.string(),
  original_text: z.string().nullable(),
  synthesizer: z.string(),
  persona: z.string(),
  seed_persona: z.string(),
  problem_type_id: z.string(),
  leaf_id: z.string(),
  problem_type: z.array(z.string()),
  tree_version: z.number().int(),
  difficulty: z.string(),
  language: z.string(),
  query_seed: z.coerce.number(),
  attempts: z.number().int(),
  refusals: z.array(Refused),
  measured: MeasuredDifficulty.nullable(),
  is_task: z.boolean(),
  group: z.string().nullable(),
  reward: z.number().nullable(),
  imported: ImportedFrom.nullable(),
});
export type Origin = z.output<typeof Origin>;

/**
 * The run and its query, found by the run's id or the digest of its trajectory. Of several with one digest the kept one,
 * else the first by query and sample.
 */
export async function findOrigin(db: Queryable, buildId: string, row: string): Promise<Origin | undefined> {
  return maybeOne(
    db,
    Origin,
    sql`select run.run_id, run.query_id, run.sample_index, run.seed, run.state, run.stop_reason, run.trace_id, run.usage,
        run.collect_failure, t.digest, t.size_bytes, t.content, q.index as slot, q.replaces, q.text, q.original_text,
        q.synthesizer, q.persona, q.seed_persona, q.problem_type_id, q.leaf_id, q.problem_type, q.tree_version,
        q.difficulty, q.language, q.seed as query_seed, q.attempts, q.refusals, reward.reward,
        ${IMPORTED_FROM} as imported,
        (select jsonb_build_object('difficulty', m.difficulty, 'passRate', m.pass_rate, 'low', m.low, 'high', m.high,
          'samples', m.samples) from pipeline.query_measures m where m.query_id = q.id) as measured,
        task.task is not null as is_task, task.task->>'group' as group
      from pipeline.query_runs run
        join pipeline.queries q on q.id = run.query_id
        left join pipeline.trajectories t on t.run_id = run.run_id
        left join pipeline.selections s on s.query_id = run.query_id and s.sample_index = run.sample_index
        left join pipeline.tasks task on task.build_id = q.build_id and task.index = q.index
        left join pipeline.run_rewards reward on reward.build_id = ${buildId} and reward.run_id = run.run_id
      where run.build_id = ${buildId} and run.run_id is not null and (run.run_id = ${row} or t.digest = ${row})
      order by coalesce(s.kept, false) desc, run.query_index, run.sample_index limit 1`,
  );
}

/** Rows as the statement names their columns, and of the shape that `RowLineage` gives them. */
async function listed<T>(db: Queryable, query: Sql): Promise<T[]> {
  const rows = await many(
    db,
    z.object({ item: z.unknown() }),
    sql`select to_jsonb(rows_) as item from (${query}) rows_`,
  );
  return rows.map(({ item }) => item as T);
}

/** In the order in which they were made. */
export async function readCalls(db: Queryable, buildId: string, slot: number) {
  return listed<RowLineage['calls'][number]>(
    db,
    sql`select attempt, question, prompt_version as "promptVersion", prompt_digest as "promptDigest",
        input_digest as "inputDigest", model, usage, duration_ms as "durationMs", created_at as "createdAt"
      from pipeline.synthesis_calls where build_id = ${buildId} and slot_index = ${slot} order by created_at, attempt`,
  );
}

export async function readEnhancements(db: Queryable, buildId: string, slot: number) {
  return listed<RowLineage['enhancers'][number]>(
    db,
    sql`select attempt, name, version, applied, reason, change, detail
      from pipeline.query_enhancements where build_id = ${buildId} and slot_index = ${slot} order by attempt, name`,
  );
}

export async function readRunVerdicts(db: Queryable, runId: string) {
  return listed<RowLineage['verdicts'][number]>(
    db,
    sql`select v.check_name as "check", v.version, v.verdict, v.reason, v.evidence, newest.run_id is not null as current
      from pipeline.verdicts v left join pipeline.current_verdicts newest on newest.run_id = v.run_id
        and newest.check_name = v.check_name and newest.version = v.version
      where v.run_id = ${runId} order by v.check_name, v.version`,
  );
}

export async function readRunVerifications(db: Queryable, buildId: string, runId: string) {
  return listed<RowLineage['verifications'][number]>(
    db,
    sql`select position, kind, version, version = max(version) over (partition by position) as current, reward, passed,
        evidence, failure, created_at as "createdAt"
      from pipeline.verifications where build_id = ${buildId} and run_id = ${runId} order by position, version`,
  );
}

export async function readRunVersions(
  db: Queryable,
  dataSetId: string,
  queryId: string,
  sampleIndex: number,
) {
  return listed<NonNullable<RowLineage['dataSet']>['versions'][number]>(
    db,
    sql`select v.version, m.kept, m.reason, m.decided_by as "decidedBy"
      from pipeline.data_set_versions v join pipeline.data_set_members m on m.data_set_id = v.data_set_id
        and m.first_version <= v.version and (m.last_version is null or m.last_version >= v.version)
      where v.data_set_id = ${dataSetId} and m.query_id = ${queryId} and m.sample_index = ${sampleIndex}
      order by v.version`,
  );
}

export async function readSelection(db: Queryable, buildId: string, queryId: string, sampleIndex: number) {
  const [selection] = await listed<NonNullable<RowLineage['selection']>>(
    db,
    sql`select kept, reason, decided_by as "decidedBy" from pipeline.current_members
      where build_id = ${buildId} and query_id = ${queryId} and sample_index = ${sampleIndex}`,
  );
  return selection ?? null;
}

export async function readRunRedaction(db: Queryable, runId: string) {
  const [redaction] = await listed<NonNullable<RowLineage['redaction']>>(
    db,
    sql`select policy_id as "policyId", policy_version as "policyVersion", entries
      from pipeline.redactions where run_id = ${runId}`,
  );
  return redaction ?? null;
}

export async function readBundleFiles(db: Queryable, digest: string) {
  return listed<RowLineage['framework']['files'][number]>(
    db,
    sql`select path, digest from pipeline.bundle_files where framework_digest = ${digest} order by path collate "C"`,
  );
}
