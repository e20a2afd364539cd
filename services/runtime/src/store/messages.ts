/** Conversations, read along the chain of predecessors. A compaction begins a new chain; the old one stays as a leaf. */
import { FINISH_REASONS, Message } from '@nex/core';
import { many, maybeOne, type Queryable, type Sql, sql } from '@nex/postgres';
import * as z from 'zod';

const StoredMessage = z.object({
  id: z.string(),
  run_id: z.string(),
  seq: z.number().int(),
  predecessor: z.string().nullable(),
  /** Id of the row that holds the text. */
  body: z.string(),
  message: Message,
});
export type StoredMessage = z.infer<typeof StoredMessage>;

const COLUMNS: Sql = sql`m.id, m.run_id, m.seq, m.predecessor, coalesce(m.same_as, m.id) as body,
  coalesce(m.message, s.message) as message`;
const TABLES: Sql = sql`runtime.messages m left join runtime.messages s on s.id = m.same_as`;

/** From the first message of the conversation to the last of that run; empty when the run wrote none. */
export async function readConversation(on: Queryable, runId: string): Promise<StoredMessage[]> {
  const conversation: StoredMessage[] = [];
  let last: string | undefined;
  for (let next: string | undefined = runId; next !== undefined; ) {
    const rows: StoredMessage[] = await many(
      on,
      StoredMessage,
      sql`select ${COLUMNS} from ${TABLES} where m.run_id = ${next} order by m.seq`,
    );
    const chain = chainTo(rows, last ?? rows.at(-1)?.id);
    conversation.unshift(...chain);
    last = chain[0]?.predecessor ?? undefined;
    const owner: string | undefined = last === undefined ? undefined : await ownerOf(on, last);
    next = owner === next ? undefined : owner;
  }
  return conversation;
}

/** What a run said itself, each text once, in order: what a compaction took out is there, what it kept not twice. */
export async function readOwnMessages(on: Queryable, runId: string): Promise<Message[]> {
  const rows = await many(
    on,
    z.object({ message: Message }),
    sql`select message from runtime.messages where run_id = ${runId} and message is not null order by seq`,
  );
  return rows.map((row) => row.message);
}

/** The messages of one run that lead to the one named. */
function chainTo(rows: readonly StoredMessage[], lastId: string | undefined): StoredMessage[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const chain: StoredMessage[] = [];
  for (let row = byId.get(lastId ?? ''); row; row = byId.get(row.predecessor ?? '')) chain.push(row);
  return chain.reverse();
}

/** Every conversation that a run wrote: its own messages, oldest leaf first. One, unless it was compacted. */
export function leavesOf(rows: readonly StoredMessage[]): Message[][] {
  const followed = new Set(rows.map((row) => row.predecessor));
  return rows
    .filter((row) => !followed.has(row.id))
    .map((leaf) => chainTo(rows, leaf.id).map((row) => row.message));
}

/**
 * Run id → the messages that it wrote itself, of all runs of a tree and of the runs whose conversations they go on with.
 */
export async function readTreeMessages(
  on: Queryable,
  rootRunId: string,
): Promise<Map<string, StoredMessage[]>> {
  const rows = await many(
    on,
    StoredMessage,
    sql`with recursive said as (
      select id, continues_run_id from runtime.runs where root_run_id = ${rootRunId}
      union
      select b.id, b.continues_run_id from runtime.runs b join said on said.continues_run_id = b.id)
    select ${COLUMNS} from said r join ${TABLES} on m.run_id = r.id order by m.run_id, m.seq`,
  );
  return Map.groupBy(rows, (row) => row.run_id);
}

/** Run id → the conversation that the run has come to, messages of the runs before it included. */
export function conversationsOf(
  messages: ReadonlyMap<string, readonly StoredMessage[]>,
): (runId: string) => Message[] {
  const byId = new Map([...messages.values()].flat().map((row) => [row.id, row]));
  return (runId) => {
    const conversation: Message[] = [];
    for (let row = messages.get(runId)?.at(-1); row; row = byId.get(row.predecessor ?? '')) {
      conversation.push(row.message);
    }
    return conversation.reverse();
  };
}

async function ownerOf(on: Queryable, messageId: string): Promise<string | undefined> {
  const row = await maybeOne(
    on,
    z.object({ run_id: z.string() }),
    sql`select run_id from runtime.messages where id = ${messageId}`,
  );
  return row?.run_id;
}

/** The run's newest answer, and the place in the run where the next message goes; `undefined` before its first answer. */
export async function readProgress(on: Queryable, runId: string) {
  return maybeOne(
    on,
    z.object({
      finish_reason: z.enum(FINISH_REASONS),
      iteration: z.number().int(),
      idle_ms: z.coerce.number(),
      compacted: z.boolean(),
    }),
    sql`select finish_reason, iteration, extract(epoch from now() - created_at) * 1000 as idle_ms,
        exists (select 1 from runtime.compactions where run_id = ${runId}) as compacted
      from runtime.model_steps where run_id = ${runId} order by iteration desc limit 1`,
  );
}

/** Sequence for the run's next message. */
export async function readNextSeq(on: Queryable, runId: string): Promise<number> {
  const row = await maybeOne(
    on,
    z.object({ next: z.number().int() }),
    sql`select coalesce(max(seq) + 1, 0)::int as next from runtime.messages where run_id = ${runId}`,
  );
  return row?.next ?? 0;
}
