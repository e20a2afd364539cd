/** The answers of judges as they came, by the digest of what was asked. */
import { FINISH_REASONS, Message, Usage } from '@nex/core';
import { execute, json, many, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

/** As much of a model's reply as a later process needs to go on. */
export const StoredReply = z.object({
  message: Message,
  finishReason: z.enum(FINISH_REASONS),
  usage: Usage,
  model: z.string(),
});
export type StoredReply = z.output<typeof StoredReply>;

export interface JudgeAnswer {
  model: string;
  /** Name of the schema that was asked for. */
  question: string;
  requestDigest: string;
  reply: StoredReply;
  durationMs: number;
}

const AnswerRow = z.object({ model: z.string(), request_digest: z.string(), reply: StoredReply });
export type AnswerRow = z.output<typeof AnswerRow>;

export async function readJudgeAnswers(db: Queryable, runId: string): Promise<AnswerRow[]> {
  return many(
    db,
    AnswerRow,
    sql`select model, request_digest, reply from pipeline.judge_answers where run_id = ${runId}`,
  );
}

/** Which models have answered which questions of the build. */
export async function readAnsweredQuestions(
  db: Queryable,
  buildId: string,
): Promise<{ model: string; question: string }[]> {
  return many(
    db,
    z.object({ model: z.string(), question: z.string() }),
    sql`select distinct model, question from pipeline.judge_answers where build_id = ${buildId}`,
  );
}

/** Keeps the answer unless it is there, and adds what it used to the build's sum. */
export async function insertJudgeAnswer(
  tx: Queryable,
  buildId: string,
  runId: string,
  answer: JudgeAnswer,
): Promise<void> {
  await execute(
    tx,
    sql`with stored as (
        insert into pipeline.judge_answers (build_id, run_id, model, question, request_digest, reply, usage, duration_ms)
        values (${buildId}, ${runId}, ${answer.model}, ${answer.question}, ${answer.requestDigest},
          ${json(answer.reply)}, ${json(answer.reply.usage)}, ${answer.durationMs})
        on conflict do nothing returning model, usage
      )
      insert into pipeline.judge_usage as known (build_id, model, input_tokens, output_tokens, cached_input_tokens,
        reasoning_tokens, model_calls, throttled_calls, cost_usd)
      select ${buildId}, model, (usage->>'inputTokens')::bigint, (usage->>'outputTokens')::bigint,
        (usage->>'cachedInputTokens')::bigint, (usage->>'reasoningTokens')::bigint, (usage->>'modelCalls')::bigint,
        (usage->>'throttledCalls')::bigint,
        (usage->>'costUsd')::double precision
      from stored
      on conflict (build_id, model) do update set input_tokens = known.input_tokens + excluded.input_tokens,
        output_tokens = known.output_tokens + excluded.output_tokens,
        cached_input_tokens = known.cached_input_tokens + excluded.cached_input_tokens,
        reasoning_tokens = known.reasoning_tokens + excluded.reasoning_tokens,
        model_calls = known.model_calls + excluded.model_calls,
        throttled_calls = coalesce(known.throttled_calls, 0) + coalesce(excluded.throttled_calls, 0),
        cost_usd = case when known.cost_usd is null and excluded.cost_usd is null then null
          else coalesce(known.cost_usd, 0) + coalesce(excluded.cost_usd, 0) end`,
  );
}
