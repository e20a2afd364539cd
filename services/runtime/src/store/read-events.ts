/**
 * Events of a tree of runs, in the order of their sequence. The events of answers and results are made from the
 * messages that they tell of, the same way each time.
 */
import { callEvents, contentEvents, type EventDraft, resultEvent } from '@nex/agent';
import { type Json, Message, RUN_EVENT_TYPES, type RunEventType, type ToolOutcome } from '@nex/core';
import { many, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { type AnswerPart, answerParts } from './answer-parts.ts';
import type { NewEvent } from './log-entry.ts';
import { Count } from './run-row.ts';

export interface StoredEvent {
  sequence: number;
  run_id: string;
  type: RunEventType;
  timestamp_ms: number;
  data: Record<string, Json>;
  /** For the events of an answer: where they stand in it. */
  part?: AnswerPart;
}

const Row = z.object({
  sequence: Count,
  run_id: z.string(),
  type: z.enum([...RUN_EVENT_TYPES, 'REPLY', 'RESULT']),
  timestamp_ms: Count,
  data: z.record(z.string(), z.json()),
  message_id: z.string().nullable(),
  message: Message.nullable(),
  // Written by this service from a ToolOutcome.
  outcome: z.custom<ToolOutcome>().nullable(),
});

/** Events after the sequence: those of at most `limit` rows. */
export async function readEvents(
  on: Queryable,
  rootRunId: string,
  after: number,
  limit: number,
): Promise<StoredEvent[]> {
  const rows = await many(
    on,
    Row,
    sql`select e.sequence, e.run_id, e.type, e.timestamp_ms, e.data, e.message_id, m.message, c.outcome
      from runtime.events e
      left join runtime.messages m on m.id = e.message_id
        or (e.message_id is null and e.call_id is not null and m.run_id = e.run_id and m.call_id = e.call_id)
      left join runtime.tool_calls c on c.run_id = e.run_id and c.call_id = e.call_id
      where e.root_run_id = ${rootRunId} and e.sequence + e.count > ${after}::bigint + 1
      order by e.sequence limit ${limit}`,
  );
  return rows.flatMap((row) => {
    const drafts = draftsOf(row);
    const parts = row.type === 'REPLY' && row.message_id ? answerParts(drafts, row.message_id) : undefined;
    return drafts.flatMap((draft, index) => {
      const sequence = row.sequence + index;
      if (sequence <= after) return [];
      const { run_id, timestamp_ms } = row;
      const part = parts?.[index];
      return [
        { sequence, run_id, timestamp_ms, type: draft.type, data: draft.data, ...(part ? { part } : {}) },
      ];
    });
  });
}

/** The row that stands for the events of an answer. */
export function replyRow(
  message: Message,
  messageId: string,
  data: Record<string, Json>,
  timestamp: number,
): NewEvent {
  const count = replyDrafts(message, messageId, data).length;
  return { type: 'REPLY', timestamp, data, count, messageId };
}

/** One answer: its text, its calls, the model call, and what the run used so far. */
function replyDrafts(message: Message, messageId: string, data: Record<string, Json>): EventDraft[] {
  const { usage = {}, ...call } = data;
  return [
    ...contentEvents(message, messageId),
    ...callEvents(message, messageId),
    { type: 'MODEL_CALL_FINISHED', data: { messageId, ...call } },
    { type: 'USAGE_UPDATE', data: { usage } },
  ];
}

function draftsOf(row: z.infer<typeof Row>): EventDraft[] {
  const { type, data, message } = row;
  if (type === 'REPLY') return message && row.message_id ? replyDrafts(message, row.message_id, data) : [];
  if (type !== 'RESULT') return [{ type, data }];
  const [block] = message?.content ?? [];
  const outcome = block?.type === 'tool_result' ? block : row.outcome;
  if (!outcome || typeof data.callId !== 'string' || typeof data.name !== 'string') return [];
  return [resultEvent({ id: data.callId, name: data.name }, outcome)];
}
