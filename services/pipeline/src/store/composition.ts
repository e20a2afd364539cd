/** Queries and kept trajectories of a build by what they are of, counted from its rows. */
import { BuildComposition, DIFFICULTIES } from '@nex/core';
import { many, maybeOne, type Queryable, type Sql, sql } from '@nex/postgres';
import * as z from 'zod';

const Node = BuildComposition.shape.tree.element;
const Share = BuildComposition.shape.persona.element;
const MAX_PERSONAS = 100;

export async function readComposition(db: Queryable, buildId: string): Promise<BuildComposition> {
  const [tree, difficulty, language, persona, count] = await Promise.all([
    readTree(db, buildId),
    readShares(db, buildId, sql`q.difficulty`, 10),
    readShares(db, buildId, sql`q.language`, 20),
    readShares(db, buildId, sql`q.persona`, MAX_PERSONAS),
    maybeOne(
      db,
      z.object({ personas: z.number().int() }),
      sql`select count(distinct persona)::int as personas from pipeline.queries
        where build_id = ${buildId} and state = 'accepted'`,
    ),
  ]);
  const order: readonly string[] = DIFFICULTIES;
  return {
    tree,
    difficulty: difficulty.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name)),
    language,
    persona,
    personas: count?.personas ?? 0,
  };
}

/** Parents come before their children: a node is added below one that is there. */
function readTree(db: Queryable, buildId: string) {
  return many(
    db,
    Node,
    sql`with leaves as (
        select q.leaf_id, count(*)::int as drawn, count(*) filter (where q.state = 'accepted')::int as accepted
        from pipeline.queries q where q.build_id = ${buildId} group by 1
      ), kept as (
        select q.leaf_id, count(*)::int as kept from pipeline.selections s join pipeline.queries q on q.id = s.query_id
        where s.build_id = ${buildId} and s.kept group by 1
      )
      select n.node_id as id, n.parent_id as "parentId", n.en as label, n.version, coalesce(l.drawn, 0) as drawn,
        coalesce(l.accepted, 0) as accepted, coalesce(k.kept, 0) as kept
      from pipeline.tree_nodes n left join leaves l on l.leaf_id = n.node_id left join kept k on k.leaf_id = n.node_id
      where n.build_id = ${buildId} order by n.position`,
  );
}

function readShares(db: Queryable, buildId: string, column: Sql, limit: number) {
  return many(
    db,
    Share,
    sql`with kept as (
        select query_id, count(*)::int as kept from pipeline.selections where build_id = ${buildId} and kept group by 1
      )
      select ${column} as name, count(*)::int as queries, coalesce(sum(k.kept), 0)::int as kept
      from pipeline.queries q left join kept k on k.query_id = q.id
      where q.build_id = ${buildId} and q.state = 'accepted' and ${column} <> ''
      group by 1 order by 2 desc, 1 limit ${limit}`,
  );
}
