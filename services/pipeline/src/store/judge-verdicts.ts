/** How each model voted under each head, and the verdicts that came of it. */
import type { Verdict } from '@nex/core';
import { execute, json, type Queryable, sql } from '@nex/postgres';
import type { JudgeReport } from '@nex/quality';

export interface JudgeDecision extends Verdict {
  /** The models that were asked, with commas between them. */
  model: string;
  agreement: number;
}

/** Writes all that was found of one run: the caller's transaction. */
export async function insertJudgement(
  tx: Queryable,
  buildId: string,
  runId: string,
  votes: readonly JudgeReport[],
  decisions: readonly JudgeDecision[],
): Promise<void> {
  const rows = votes.map(({ verdict, failure, ...vote }) => ({
    ...vote,
    verdict: verdict?.verdict ?? null,
    reason: verdict?.reason ?? '',
    evidence: verdict?.evidence ?? [],
    failure: failure ?? null,
  }));
  await execute(
    tx,
    sql`insert into pipeline.judge_votes (build_id, run_id, head, version, model, verdict, reason, evidence, findings,
        discarded, complete, failure, usage)
      select ${buildId}, ${runId}, v.head, v.version, v.model, v.verdict, v.reason, v.evidence, v.findings, v.discarded,
        v.complete, v.failure, v.usage
      from jsonb_to_recordset(${json(rows)}::jsonb) as v (head text, version int, model text, verdict text, reason text,
        evidence jsonb, findings jsonb, discarded jsonb, complete boolean, failure jsonb, usage jsonb)
      on conflict do nothing`,
  );
  await execute(
    tx,
    sql`insert into pipeline.verdicts (run_id, build_id, check_name, version, verdict, reason, evidence, model,
        agreement)
      select ${runId}, ${buildId}, v."check", v.version, v.verdict, v.reason, v.evidence, v.model, v.agreement
      from jsonb_to_recordset(${json(decisions)}::jsonb) as v ("check" text, version int, verdict text, reason text,
        evidence jsonb, model text, agreement double precision)
      on conflict do nothing`,
  );
}
