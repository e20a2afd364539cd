/** What model servers told in tokens of the answers of a tree of runs, in sequences that only grow. */
import { type ReplyTokens, type RunTokens, Usage } from '@nex/core';
import { sampledSequencesOf } from '@nex/llm';
import { many, prepared, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

const Step = z.object({
  run_id: z.string(),
  usage: Usage,
  finished_ms: z.coerce.number(),
  latency_ms: z.coerce.number(),
  // Written by this service from a ReplyTokens.
  tokens: z.custom<ReplyTokens>().nullable(),
});
type Step = z.infer<typeof Step>;

/** One entry per run with an answer, in the order of their first ones. */
export async function readTokens(on: Queryable, rootRunId: string): Promise<RunTokens[]> {
  const steps = await many(
    on,
    Step,
    prepared(sql`select t.run_id, t.usage, t.tokens, t.latency_ms, extract(epoch from t.created_at) * 1000 as finished_ms
      from runtime.model_steps t join runtime.runs r on r.id = t.run_id
      where r.root_run_id = ${rootRunId} order by r.depth, r.started_at, r.id, t.iteration`),
  );
  return [...Map.groupBy(steps, (step) => step.run_id)].map(([runId, own]) => runTokensOf(runId, own));
}

export function runTokensOf(runId: string, steps: readonly Omit<Step, 'run_id'>[]): RunTokens {
  const answers = steps.map(({ finished_ms: finishedAt, latency_ms: latencyMs, tokens }) => ({
    startedAt: Math.round(finishedAt - latencyMs),
    finishedAt: Math.round(finishedAt),
    ...(tokens?.weightVersion === undefined ? {} : { weightVersion: tokens.weightVersion }),
  }));
  return { runId, answers, sequences: sampledSequencesOf(steps) };
}
