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

export async function insertJudgeAnswer(
  tx: Queryable,
  buildId: string,
  runId: string,
  answer: JudgeAnswer,
): Promise<void> {
  await execute(
    tx,
    sql`insert into pipeline.judge_answers (build_id, run_id, model, question, request_digest, reply, usage,
        duration_ms)
      values (${buildId}, ${runId}, ${answer.model}, ${answer.question}, ${answer.requestDigest},
        ${json(answer.reply)}, ${json(answer.reply.usage)}, ${answer.durationMs})
      on conflict do nothing`,
  );
}
