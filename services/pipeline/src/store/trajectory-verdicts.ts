/** Everything that was found of one run of a build. */
import {
  ContaminationHit,
  DuplicateTag,
  FailureShape,
  JudgeVerdict,
  JudgeVote,
  TrajectoryVerdicts,
  Usage,
  Verdict,
  Verification,
} from '@nex/core';
import { many, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { BuildSpec } from './build-row.ts';
import { reasonsAgainst } from './selections.ts';

const Subject = TrajectoryVerdicts.pick({
  runId: true,
  buildId: true,
  queryId: true,
  queryIndex: true,
  sampleIndex: true,
  kept: true,
  reason: true,
}).extend({ spec: BuildSpec, text: z.string() });

/** `undefined` for a run that is of no build, or that has no trajectory. */
export async function readTrajectoryVerdicts(
  db: Queryable,
  runId: string,
): Promise<TrajectoryVerdicts | undefined> {
  const subject = await maybeOne(
    db,
    Subject,
    sql`select t.run_id as "runId", t.build_id as "buildId", t.query_id as "queryId", q.index as "queryIndex",
        t.sample_index as "sampleIndex", s.kept, coalesce(s.reason, '') as reason, b.spec, q.text
      from pipeline.trajectories t join pipeline.builds b on b.id = t.build_id
        join pipeline.queries q on q.id = t.query_id
        left join pipeline.selections s on s.query_id = t.query_id and s.sample_index = t.sample_index
      where t.run_id = ${runId}`,
  );
  if (!subject) return undefined;
  const { spec, text, ...decision } = subject;
  const [against, verdicts, verifiers, contamination, votes, duplicates] = await Promise.all([
    readAgainst(db, runId, spec),
    readVerdicts(db, runId),
    readVerifications(db, runId),
    readContaminations(db, runId),
    readVotes(db, runId),
    readDuplicates(db, runId),
  ]);
  return {
    ...decision,
    ...(spec.redaction === undefined && { query: text }),
    against,
    checks: verdicts.filter(({ model }) => model === '').map((row) => Verdict.parse(row)),
    verifiers,
    contamination,
    judge: verdicts
      .filter(({ model }) => model !== '')
      .map((row) => ({
        ...row,
        votes: votes.filter(
          (vote) =>
            `judge_${vote.head}` === row.check &&
            vote.version === row.version &&
            row.model.split(',').includes(vote.model),
        ),
      })),
    duplicates,
  };
}

function readAgainst(db: Queryable, runId: string, spec: BuildSpec) {
  return many(
    db,
    z.object({ stage: z.string(), by: z.string(), reason: z.string() }),
    sql`select a.stage, a.by, a.reason from pipeline.trajectories t
        cross join lateral (${reasonsAgainst(spec)}) a
      where t.run_id = ${runId} order by a.source, a.place`,
  );
}

const VerdictRow = JudgeVerdict.omit({ votes: true });

function readVerdicts(db: Queryable, runId: string) {
  return many(
    db,
    VerdictRow,
    sql`select check_name as check, version, verdict, reason, evidence, model, coalesce(agreement, 1) as agreement
      from pipeline.verdicts where run_id = ${runId} order by check_name, version, model`,
  );
}

const VerificationRow = Verification.extend({
  failure: FailureShape.nullable().transform((value) => value ?? undefined),
  usage: Usage.nullable().transform((value) => value ?? undefined),
});

async function readVerifications(db: Queryable, runId: string): Promise<Verification[]> {
  const rows = await many(
    db,
    VerificationRow,
    sql`select position, kind, version, reward, passed, evidence, failure, usage
      from pipeline.verifications where run_id = ${runId} order by position, version`,
  );
  return rows.map(({ failure, usage, ...row }) => ({
    ...row,
    ...(failure && { failure }),
    ...(usage && { usage }),
  }));
}

function readContaminations(db: Queryable, runId: string): Promise<ContaminationHit[]> {
  return many(
    db,
    ContaminationHit,
    sql`select benchmark, kind, file, line, span, words, in_run as "runId", message_index as "messageIndex"
      from pipeline.contaminations where run_id = ${runId} order by position`,
  );
}

const VoteRow = JudgeVote.extend({
  failure: FailureShape.nullable().transform((value) => value ?? undefined),
});

async function readVotes(db: Queryable, runId: string): Promise<JudgeVote[]> {
  const rows = await many(
    db,
    VoteRow,
    sql`select head, version, model, verdict, reason, evidence, jsonb_array_length(discarded) as discarded, complete,
        failure, usage
      from pipeline.judge_votes where run_id = ${runId} order by head, version, model`,
  );
  return rows.map(({ failure, ...row }) => ({ ...row, ...(failure && { failure }) }));
}

function readDuplicates(db: Queryable, runId: string): Promise<DuplicateTag[]> {
  return many(
    db,
    DuplicateTag,
    sql`select kind, cluster, original, nearest, similarity
      from pipeline.duplicates where run_id = ${runId} order by kind`,
  );
}
