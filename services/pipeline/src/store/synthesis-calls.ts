/** The model calls of synthesis, the settings that they were made under, and what enhancers did. */
import { Usage } from '@nex/core';
import { execute, json, many, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { Change } from '../enhancers/change.ts';
import { SynthesisSettings } from '../synthesis/settings.ts';

/** The settings that the build began with; the given ones when it begins now. */
export async function fixSettings(
  tx: Queryable,
  buildId: string,
  settings: SynthesisSettings,
): Promise<SynthesisSettings> {
  await execute(
    tx,
    sql`insert into pipeline.synthesis_settings (build_id, settings) values (${buildId}, ${json(settings)})
      on conflict do nothing`,
  );
  const row = await maybeOne(
    tx,
    z.object({ settings: SynthesisSettings }),
    sql`select settings from pipeline.synthesis_settings where build_id = ${buildId}`,
  );
  return row?.settings ?? settings;
}

const CallRow = z.object({
  slot_index: z.number().int(),
  attempt: z.number().int(),
  question: z.string(),
  prompt_digest: z.string(),
  input_digest: z.string(),
  answer: z.unknown(),
  usage: Usage,
});
export type CallRow = z.output<typeof CallRow>;

export interface NewCall extends CallRow {
  prompt_version: number;
  model: string;
  duration_ms: number;
}

/** Calls of the slots that are not decided yet, and of the tree. */
export async function readOpenCalls(db: Queryable, buildId: string): Promise<CallRow[]> {
  return many(
    db,
    CallRow,
    sql`select c.slot_index, c.attempt, c.question, c.prompt_digest, c.input_digest, c.answer, c.usage
      from pipeline.synthesis_calls c
      left join pipeline.queries q on q.build_id = c.build_id and q.index = c.slot_index
      where c.build_id = ${buildId}
        and (q.state is null or q.state = 'drafted' or c.question = 'problem_type_expansion')`,
  );
}

/** Questions of the build that had a usable answer, of any slot. */
export async function readAnswered(db: Queryable, buildId: string): Promise<string[]> {
  const rows = await many(
    db,
    z.object({ question: z.string() }),
    sql`select distinct question from pipeline.synthesis_calls where build_id = ${buildId} and answer is not null`,
  );
  return rows.map(({ question }) => question);
}

export async function insertCall(tx: Queryable, buildId: string, call: NewCall): Promise<void> {
  await execute(
    tx,
    sql`insert into pipeline.synthesis_calls (build_id, slot_index, attempt, question, prompt_version, prompt_digest,
        input_digest, model, answer, usage, duration_ms)
      values (${buildId}, ${call.slot_index}, ${call.attempt}, ${call.question}, ${call.prompt_version},
        ${call.prompt_digest}, ${call.input_digest}, ${call.model},
        ${call.answer === null ? null : json(call.answer)}::jsonb, ${json(call.usage)}, ${call.duration_ms})
      on conflict (build_id, slot_index, attempt, question, input_digest) do update
        set prompt_version = excluded.prompt_version, prompt_digest = excluded.prompt_digest, model = excluded.model,
        answer = excluded.answer, usage = excluded.usage, duration_ms = excluded.duration_ms`,
  );
}

const EnhancementRow = z.object({
  slot_index: z.number().int(),
  attempt: z.number().int(),
  name: z.string(),
  version: z.number().int(),
  applied: z.boolean(),
  reason: z.string(),
  change: Change,
  detail: z.record(z.string(), z.unknown()),
});
export type EnhancementRow = z.output<typeof EnhancementRow>;

/** Of the slots that are not decided yet. */
export async function readOpenEnhancements(db: Queryable, buildId: string): Promise<EnhancementRow[]> {
  return many(
    db,
    EnhancementRow,
    sql`select e.slot_index, e.attempt, e.name, e.version, e.applied, e.reason, e.change, e.detail
      from pipeline.query_enhancements e
      left join pipeline.queries q on q.build_id = e.build_id and q.index = e.slot_index
      where e.build_id = ${buildId} and (q.state is null or q.state = 'drafted')`,
  );
}

export async function insertEnhancement(tx: Queryable, buildId: string, row: EnhancementRow): Promise<void> {
  await execute(
    tx,
    sql`insert into pipeline.query_enhancements (build_id, slot_index, attempt, name, version, applied, reason, change,
        detail)
      values (${buildId}, ${row.slot_index}, ${row.attempt}, ${row.name}, ${row.version}, ${row.applied}, ${row.reason},
        ${json(row.change)}, ${json(row.detail)})
      on conflict do nothing`,
  );
}

/** What enhancers made of the text of one attempt does not count. */
export async function takeBackEnhancements(
  tx: Queryable,
  buildId: string,
  { slotIndex, attempt, reason }: { slotIndex: number; attempt: number; reason: string },
): Promise<void> {
  await execute(
    tx,
    sql`update pipeline.query_enhancements set applied = false, reason = ${reason}, change = '{}',
        detail = detail || jsonb_build_object('refused', change->>'text')
      where build_id = ${buildId} and slot_index = ${slotIndex} and attempt = ${attempt} and applied and change ? 'text'`,
  );
}
