/** Rows of model calls: what was answered once is read, not asked again. */
import { type FrameworkStepDetail, Message, type ModelReply, textOf, Usage } from '@nex/core';
import { execute, identifier, json, many, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

const table = identifier('generator');

const Reply = z.object({
  message: Message,
  finishReason: z.enum(['stop', 'tool_calls', 'length', 'content_filter', 'unknown']),
  usage: Usage,
  model: z.string(),
});

export interface CallKey {
  frameworkId: string;
  stepKey: string;
  requestDigest: string;
}

export interface CallRecord extends CallKey {
  question: string;
  inputDigest: string;
  reply: ModelReply;
  durationMs: number;
}

export async function findReply(db: Queryable, key: CallKey): Promise<ModelReply | undefined> {
  const row = await maybeOne(
    db,
    z.object({ reply: Reply }),
    sql`select reply from ${table}.model_calls where framework_id = ${key.frameworkId}
      and step_key = ${key.stepKey} and request_digest = ${key.requestDigest}`,
  );
  return row?.reply;
}

/** The first answer stays when two workers asked the same. */
export async function insertCall(db: Queryable, call: CallRecord): Promise<void> {
  const { message, finishReason, usage, model } = call.reply;
  await execute(
    db,
    sql`insert into ${table}.model_calls
      (framework_id, step_key, request_digest, question, input_digest, model, reply, usage, duration_ms)
      values (${call.frameworkId}, ${call.stepKey}, ${call.requestDigest}, ${call.question}, ${call.inputDigest},
        ${model}, ${json({ message, finishReason, usage, model })}, ${json(usage)}, ${call.durationMs})
      on conflict do nothing`,
  );
}

/** Usage of every call of the framework, and of the runs that tried it out. */
export async function readUsages(db: Queryable, frameworkId: string): Promise<Usage[]> {
  const rows = await many(
    db,
    z.object({ usage: Usage }),
    sql`select usage from ${table}.model_calls where framework_id = ${frameworkId}
      union all select usage from ${table}.steps where framework_id = ${frameworkId} and state = 'done'
        and split_part(key, '/', 1) in ('simulate', 'baseline')`,
  );
  return rows.map((row) => row.usage);
}

const Row = z.object({
  question: z.string(),
  input_digest: z.string(),
  model: z.string(),
  reply: Reply,
  usage: Usage,
  duration_ms: z.number(),
  created_at: z.date(),
});

/** Calls of a step in the order in which they returned. */
export async function readCalls(
  db: Queryable,
  frameworkId: string,
  stepKey: string,
): Promise<NonNullable<FrameworkStepDetail['calls']>> {
  const rows = await many(
    db,
    Row,
    sql`select question, input_digest, model, reply, usage, duration_ms, created_at from ${table}.model_calls
      where framework_id = ${frameworkId} and step_key = ${stepKey} order by created_at, request_digest`,
  );
  return rows.map((row) => ({
    question: row.question,
    inputDigest: row.input_digest,
    model: row.model,
    answer: textOf(row.reply.message),
    usage: row.usage,
    durationMs: row.duration_ms,
    at: row.created_at.toISOString(),
  }));
}
