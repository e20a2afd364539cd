/** Which tools a run was given: each list stored once, under its digest. */
import { ToolDefinition } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { execute, json, many, prepared, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

/** Lists that this process stored, so that the runs of one agent store theirs once. */
export type KnownSnapshots = Set<string>;

const MOST_KNOWN = 10_000;

/** The digest under which the list is stored. */
export async function storeTools(
  on: Queryable,
  known: KnownSnapshots,
  tools: readonly ToolDefinition[],
): Promise<string> {
  const digest = digestJson(tools);
  if (known.has(digest)) return digest;
  await execute(
    on,
    sql`insert into runtime.tool_snapshots (digest, tools) values (${digest}, ${json(tools)})
      on conflict (digest) do nothing`,
  );
  if (known.size >= MOST_KNOWN) known.clear();
  known.add(digest);
  return digest;
}

const RunTools = z.object({ run_id: z.string(), tools: z.array(ToolDefinition) });

/** Run id → tools, of all runs of a tree. */
export async function readTools(on: Queryable, rootRunId: string): Promise<Map<string, ToolDefinition[]>> {
  const rows = await many(
    on,
    RunTools,
    prepared(sql`select t.run_id, s.tools from runtime.runs r
      join runtime.run_tools t on t.run_id = r.id
      join runtime.tool_snapshots s on s.digest = t.snapshot_digest
      where r.root_run_id = ${rootRunId}`),
  );
  return new Map(rows.map((row) => [row.run_id, row.tools]));
}
