/** Conversations, read along the chain of predecessors. */
import { FINISH_REASONS, Message } from '@nex/core';
import { many, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

const StoredMessage = z.object({
  id: z.string(),
  run_id: z.string(),
  seq: z.number().int(),
  message: Message,
});
export type StoredMessage = z.infer<typeof StoredMessage>;

/** From the first message of the conversation to the last of that run; empty when the run wrote none. */
export async function readConversation(on: Queryable, runId: string): Promise<StoredMessage[]> {
  const conversation: StoredMessage[] = [];
  const seen = new Set<string>();
  for (let next: string | undefined = runId; next !== undefined && !seen.has(next); ) {
    seen.add(next);
    const rows: (StoredMessage & { predecessor: string | null })[] = await many(
      on,
      StoredMessage.extend({ predecessor: z.string().nullable() }),
      sql`select id, run_id, seq, predecessor, message from runtime.messages where run_id = ${next} order by seq`,
    );
    conversation.unshift(...rows);
    const before = rows[0]?.predecessor;
    next = before == null ? undefined : await ownerOf(on, before);
  }
  return conversation;
}

/** Run id → the messages that it wrote itself, of all runs of a tree. */
export async function readTreeMessages(on: Queryable, rootRunId: string): Promise<Map<string, Message[]>> {
  const rows = await many(
    on,
    z.object({ run_id: z.string(), message: Message }),
    sql`select m.run_id, m.message from runtime.runs r join runtime.messages m on m.run_id = r.id
      where r.root_run_id = ${rootRunId} order by m.run_id, m.seq`,
  );
  const messages = new Map<string, Message[]>();
  for (const { run_id: id, message } of rows) {
    const known = messages.get(id);
    if (known) known.push(message);
    else messages.set(id, [message]);
  }
  return messages;
}

async function ownerOf(on: Queryable, messageId: string): Promise<string | undefined> {
  const row = await maybeOne(
    on,
    z.object({ run_id: z.string() }),
    sql`select run_id from runtime.messages where id = ${messageId}`,
  );
  return row?.run_id;
}

/** Why the run's newest answer ended; `undefined` when it has none. */
export async function readLastFinishReason(on: Queryable, runId: string) {
  const row = await maybeOne(
    on,
    z.object({ finish_reason: z.enum(FINISH_REASONS) }),
    sql`select finish_reason from runtime.model_steps where run_id = ${runId} order by iteration desc limit 1`,
  );
  return row?.finish_reason;
}
