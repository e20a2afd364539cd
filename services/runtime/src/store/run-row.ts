/** A row of `runs` as the service knows it. */
import {
  FailureShape,
  ImageBlock,
  Message,
  RunLimits,
  RunModel,
  RunState,
  RunVariables,
  StopReason,
  TextBlock,
  type Usage,
} from '@nex/core';
import { type Sql, sql } from '@nex/postgres';
import * as z from 'zod';

/** `bigint` and `timestamptz` come from the driver as text and Date. */
export const Count = z.coerce.number().int();
export const Time = z.date();

/** What a user may say. */
export const UserBlock = z.union([TextBlock, ImageBlock]);

export const RunRow = z.object({
  id: z.string(),
  tenant: z.string(),
  bundle_digest: z.string(),
  agent_file: z.string().nullable(),
  agent: z.string(),
  input: z.string(),
  seed: Count,
  limits: RunLimits,
  state: RunState,
  stop_reason: StopReason.nullable(),
  response: z.string(),
  failure: FailureShape.nullable(),
  input_tokens: Count,
  output_tokens: Count,
  cached_input_tokens: Count,
  reasoning_tokens: Count,
  model_calls: Count,
  cache_write_tokens: Count,
  cost_usd: z.number().nullable(),
  output: z.json().nullable(),
  content: z.array(UserBlock).nullable(),
  history: z.array(Message).nullable(),
  unattended: z.boolean(),
  output_schema: z.record(z.string(), z.json()).nullable(),
  context: z.record(z.string(), z.json()).nullable(),
  variables: RunVariables.nullable(),
  model_override: RunModel.nullable(),
  inbox_count: z.number().int(),
  inbox_taken: z.number().int(),
  waited_ms: Count,
  wakes: Count,
  turn: Count,
  parent_run_id: z.string().nullable(),
  parent_call_id: z.string().nullable(),
  root_run_id: z.string(),
  depth: Count,
  continues_run_id: z.string().nullable(),
  traceparent: z.string(),
  trace_id: z.string(),
  attempt: Count,
  cancel_requested: z.boolean(),
  model: z.string().nullable(),
  provider: z.string().nullable(),
  created_at: Time,
  started_at: Time.nullable(),
  finished_at: Time.nullable(),
});
export type RunRow = z.infer<typeof RunRow>;

/** The columns of `runs as r`, for select lists and `returning`. */
export const RUN_COLUMNS: Sql = {
  text: Object.keys(RunRow.shape)
    .map((column) => `r.${column}`)
    .join(', '),
  values: [],
};

/** A worker may take these up. */
export const OPEN: Sql = sql`('queued', 'running')`;
export const TERMINAL: Sql = sql`('completed', 'failed', 'cancelled')`;

/** Time at work since the run was first taken up, over all workers, in ms. */
export function elapsedMs({ started_at: startedAt, waited_ms: waited }: RunRow, now = Date.now()): number {
  return startedAt ? Math.max(now - startedAt.getTime() - waited, 0) : 0;
}

export function ownUsage(row: RunRow): Usage {
  return {
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    cachedInputTokens: row.cached_input_tokens,
    reasoningTokens: row.reasoning_tokens,
    modelCalls: row.model_calls,
    ...(row.cache_write_tokens > 0 ? { cacheWriteTokens: row.cache_write_tokens } : {}),
    ...(row.cost_usd === null ? {} : { costUsd: row.cost_usd }),
  };
}
