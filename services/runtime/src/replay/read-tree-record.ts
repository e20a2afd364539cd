/** Everything that the log holds of a tree of runs, as a replay needs it. */
import {
  FINISH_REASONS,
  Message,
  type ReplyTokens,
  type ToolDefinition,
  type ToolOutcome,
  Usage,
} from '@nex/core';
import { many, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { readTreeMessages, type StoredMessage } from '../store/messages.ts';
import { PermissionRow } from '../store/permission-requests.ts';
import { RUN_COLUMNS, RunRow } from '../store/run-row.ts';
import { readTools } from '../store/tool-snapshots.ts';

const Step = z.object({
  run_id: z.string(),
  iteration: z.number().int(),
  usage: Usage,
  finish_reason: z.enum(FINISH_REASONS),
  model: z.string(),
  provider: z.string().nullable(),
  // Written by this service from a ReplyTokens.
  tokens: z.custom<ReplyTokens>().nullable(),
});
const Call = z.object({
  run_id: z.string(),
  call_id: z.string(),
  name: z.string(),
  state: z.string(),
  // Written by this service from a ToolOutcome.
  outcome: z.custom<ToolOutcome>().nullable(),
});
const Compaction = z.object({
  run_id: z.string(),
  seq: z.number().int(),
  iteration: z.number().int(),
  report: z.looseObject({
    mode: z.enum(['regular', 'emergency']),
    stages: z.array(z.string()),
    tokensBefore: z.number(),
  }),
  usage: Usage,
});
export type CompactionRow = z.infer<typeof Compaction>;
const Told = z.object({ run_id: z.string(), data: z.record(z.string(), z.json()) });
const Taken = z.object({ run_id: z.string(), message: Message });

export interface RunRecord {
  run: RunRow;
  /** The list that the run was given. */
  tools: ToolDefinition[];
  /** Its own, in the order in which they were written. */
  messages: StoredMessage[];
  /** Ids of messages whose text is not the one that was written. */
  changed: ReadonlySet<string>;
  steps: z.infer<typeof Step>[];
  /** What the event of each answer says of it, in order. */
  told: z.infer<typeof Told>['data'][];
  calls: z.infer<typeof Call>[];
  compactions: CompactionRow[];
  requests: PermissionRow[];
  /** What came in while the run was at work and was taken, in order. */
  inbox: Message[];
  /** In a team: who the agent is; absent for runs of sub-agents. */
  teammate?: string;
}

export interface TreeRecord {
  /** Root first, then in order of starting. */
  runs: RunRecord[];
  /** Of the tree and of the runs whose conversations it goes on with, by run. */
  messages: ReadonlyMap<string, StoredMessage[]>;
}

export async function readTreeRecord(on: Queryable, rootRunId: string): Promise<TreeRecord> {
  const rows = await many(
    on,
    RunRow,
    sql`select ${RUN_COLUMNS} from runtime.runs r where r.root_run_id = ${rootRunId}
      order by r.depth > 0, r.started_at nulls last, r.id`,
  );
  const [tools, messages] = await Promise.all([readTools(on, rootRunId), readTreeMessages(on, rootRunId)]);
  const inTree = sql`join runtime.runs r on r.id = t.run_id where r.root_run_id = ${rootRunId}`;
  const changed = await many(
    on,
    z.object({ id: z.string() }),
    sql`select t.id from runtime.messages t ${inTree}
      and t.digest is distinct from encode(sha256(convert_to(t.message::text, 'UTF8')), 'hex')
      and (t.digest is not null or t.message is null)`,
  );
  const ids = new Set(changed.map((row) => row.id));
  const [steps, told, calls, compactions, requests, inbox, teammates] = await Promise.all([
    byRun(on, Step, sql`select t.* from runtime.model_steps t ${inTree} order by t.iteration`),
    byRun(
      on,
      Told,
      sql`select t.run_id, t.data from runtime.events t ${inTree} and t.type = 'REPLY' order by t.sequence`,
    ),
    byRun(on, Call, sql`select t.* from runtime.tool_calls t ${inTree} order by t.call_id`),
    byRun(on, Compaction, sql`select t.* from runtime.compactions t ${inTree} order by t.seq`),
    byRun(on, PermissionRow, sql`select t.* from runtime.permission_requests t ${inTree} order by t.call_id`),
    byRun(
      on,
      Taken,
      sql`select t.run_id, t.message from runtime.inbox t ${inTree} and t.taken order by t.id`,
    ),
    byRun(
      on,
      z.object({ run_id: z.string(), agent_id: z.string() }),
      sql`select t.run_id, t.agent_id from runtime.team_runs t ${inTree}`,
    ),
  ]);
  const runs = rows.map((run): RunRecord => {
    const teammate = teammates.get(run.id)?.[0]?.agent_id;
    return {
      run,
      tools: tools.get(run.id) ?? [],
      messages: messages.get(run.id) ?? [],
      changed: ids,
      steps: steps.get(run.id) ?? [],
      told: (told.get(run.id) ?? []).map((row) => row.data),
      calls: calls.get(run.id) ?? [],
      compactions: compactions.get(run.id) ?? [],
      requests: requests.get(run.id) ?? [],
      inbox: (inbox.get(run.id) ?? []).map((row) => row.message),
      ...(teammate === undefined ? {} : { teammate }),
    };
  });
  return { runs, messages };
}

async function byRun<T extends z.ZodType<{ run_id: string }>>(
  on: Queryable,
  schema: T,
  query: ReturnType<typeof sql>,
): Promise<Map<string, z.infer<T>[]>> {
  return Map.groupBy(await many(on, schema, query), (row) => row.run_id);
}
