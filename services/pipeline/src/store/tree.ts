/** The rows of a build's problem-type tree and of what became of each try to grow it. */
import { cleanText, execute, json, many, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import type { TreeNode } from '../tree/problem-tree.ts';

const Node = z.object({ id: z.string(), en: z.string(), zh: z.string(), parentId: z.string() });

const ExpansionRow = z.object({
  slot_index: z.number().int(),
  parent_id: z.string(),
  state: z.enum(['applied', 'refused']),
  node: Node.nullable(),
  version: z.number().int().nullable(),
  refusals: z.array(
    z.object({ reason: z.string(), en: z.string(), zh: z.string(), rival: z.string().optional() }),
  ),
  attempts: z.number().int(),
});
export type ExpansionRow = z.output<typeof ExpansionRow>;

/** Stores the tree that the build begins with; does nothing when it is there. */
export async function insertSeedTree(
  tx: Queryable,
  buildId: string,
  nodes: readonly TreeNode[],
): Promise<void> {
  await execute(
    tx,
    sql`insert into pipeline.tree_nodes (build_id, node_id, parent_id, position, en, zh, version)
      select ${buildId}, node.id, nullif(node.parent, ''), node.position, node.en, node.zh, 0
      from unnest(${nodes.map(({ id }) => cleanText(id))}::text[], ${nodes.map((node) => cleanText(node.parentId ?? ''))}::text[],
        ${nodes.map((_, place) => place)}::int[], ${nodes.map(({ en }) => cleanText(en))}::text[],
        ${nodes.map(({ zh }) => cleanText(zh))}::text[]) as node (id, parent, position, en, zh)
      on conflict do nothing`,
  );
}

/** In order of slot. */
export async function readExpansions(db: Queryable, buildId: string): Promise<ExpansionRow[]> {
  return many(
    db,
    ExpansionRow,
    sql`select slot_index, parent_id, state, node, version, refusals, attempts
      from pipeline.tree_expansions where build_id = ${buildId} order by slot_index`,
  );
}

/** Stores what became of one try; an applied one adds its node. Throws a unique violation when the node is there. */
export async function insertExpansion(tx: Queryable, buildId: string, row: ExpansionRow): Promise<void> {
  await execute(
    tx,
    sql`insert into pipeline.tree_expansions (build_id, slot_index, parent_id, state, node, version, refusals, attempts)
      values (${buildId}, ${row.slot_index}, ${row.parent_id}, ${row.state},
        ${row.node === null ? null : json(row.node)}::jsonb, ${row.version}, ${json(row.refusals)}, ${row.attempts})`,
  );
  if (row.node === null) return;
  await execute(
    tx,
    sql`insert into pipeline.tree_nodes (build_id, node_id, parent_id, position, en, zh, version)
      values (${buildId}, ${row.node.id}, ${row.node.parentId},
        (select count(*) from pipeline.tree_nodes where build_id = ${buildId}), ${row.node.en}, ${row.node.zh},
        ${row.version})`,
  );
}
