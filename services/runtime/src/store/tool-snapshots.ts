/** Which tools a run was given: each list stored once, under its digest. */
import { ToolDefinition } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { execute, json, many, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

/** The first list of a run stays; a worker that takes the run up later changes nothing. */
export async function recordTools(
  on: Queryable,
  runId: string,
  tools: readonly ToolDefinition[],
): Promise<void> {
  const digest = digestJson(tools);
  await execute(
    on,
    sql`with kept as (
      insert into runtime.tool_snapshots (digest, tools) values (${digest}, ${json(tools)})
      on conflict (digest) do nothing)
    insert into runtime.run_tools (run_id, snapshot_digest) values (${runId}, ${digest})
      on conflict (run_id) do nothing`,
  );
}

const RunTools = z.object({ run_id: z.string(), tools: z.array(ToolDefinition) });

/** Run id → tools, of all runs of a tree. */
export async function readTools(on: Queryable, rootRunId: string): Promise<Map<string, ToolDefinition[]>> {
  const rows = await many(
    on,
    RunTools,
    sql`select t.run_id, s.tools from runtime.runs r
      join runtime.run_tools t on t.run_id = r.id
      join runtime.tool_snapshots s on s.digest = t.snapshot_digest
      where r.root_run_id = ${rootRunId}`,
  );
  return new Map(rows.map((row) => [row.run_id, row.tools]));
}
