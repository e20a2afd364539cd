/** What model servers told in tokens of the answers of a tree of runs, in sequences that only grow. */
import { type ReplyTokens, type RunTokens, type SampledSequence, textMessage, Usage } from '@nex/core';
import { type TokenTrace, tokenTracesOf } from '@nex/llm';
import { many, type Queryable, sql } from '@nex/postgres';
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
    sql`select t.run_id, t.usage, t.tokens, t.latency_ms, extract(epoch from t.created_at) * 1000 as finished_ms
      from runtime.model_steps t join runtime.runs r on r.id = t.run_id
      where r.root_run_id = ${rootRunId} order by r.depth, r.started_at, r.id, t.iteration`,
  );
  return [...Map.groupBy(steps, (step) => step.run_id)].map(([runId, own]) => runTokensOf(runId, own));
}

const NO_TEXT = textMessage('assistant', '');

export function runTokensOf(runId: string, steps: readonly Omit<Step, 'run_id'>[]): RunTokens {
  const answers = steps.map(({ finished_ms: finishedAt, latency_ms: latencyMs, tokens }) => ({
    startedAt: Math.round(finishedAt - latencyMs),
    finishedAt: Math.round(finishedAt),
    ...(tokens?.weightVersion === undefined ? {} : { weightVersion: tokens.weightVersion }),
  }));
  const replies = steps.flatMap(({ tokens, usage }) =>
    tokens?.promptTokenIds && tokens.tokenIds ? [{ message: NO_TEXT, tokens, usage }] : [],
  );
  if (replies.length < steps.length) return { runId, answers, sequences: [] };
  let answer = 0;
  const sequences = tokenTracesOf(replies).map((trace): SampledSequence => {
    const spans = trace.round_traces.map(spanOf).map((span) => ({ ...span, answer: answer++ }));
    const { final_token_list: tokens, logprobs } = trace;
    return { tokens, spans, ...(logprobs ? { logprobs } : {}) };
  });
  return { runId, answers, sequences };
}

/** Where the answer of a round lies in its sequence. */
function spanOf({ request_tokens: request, response_tokens: response }: TokenTrace['round_traces'][number]) {
  return { start: request.length, end: request.length + response.length };
}
