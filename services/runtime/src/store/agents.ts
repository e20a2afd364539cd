/** Agents under names of their own. */
import type { RegisteredAgent } from '@nex/core';
import { execute, many, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { Time } from './run-row.ts';

const AgentRow = z.object({
  name: z.string(),
  bundle_digest: z.string(),
  agent_file: z.string(),
  description: z.string(),
  created_at: Time,
  updated_at: Time,
});

function view(row: z.infer<typeof AgentRow>): RegisteredAgent {
  return {
    name: row.name,
    frameworkDigest: row.bundle_digest,
    agent: row.agent_file,
    description: row.description,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** A name that is there means the new agent from then on; runs keep the one that they began with. */
export async function putAgent(
  on: Queryable,
  tenant: string,
  agent: { name: string; bundleDigest: string; agentFile: string; description: string },
): Promise<void> {
  await execute(
    on,
    sql`insert into runtime.agents (tenant, name, bundle_digest, agent_file, description)
      values (${tenant}, ${agent.name}, ${agent.bundleDigest}, ${agent.agentFile}, ${agent.description})
      on conflict (tenant, name) do update set bundle_digest = excluded.bundle_digest, agent_file = excluded.agent_file,
        description = excluded.description, updated_at = now()`,
  );
}

export async function findAgent(
  on: Queryable,
  tenant: string,
  name: string,
): Promise<RegisteredAgent | undefined> {
  const row = await maybeOne(
    on,
    AgentRow,
    sql`select * from runtime.agents where tenant = ${tenant} and name = ${name}`,
  );
  return row && view(row);
}

/** By name, from the one after the cursor on. */
export async function listAgents(
  on: Queryable,
  tenant: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: RegisteredAgent[]; nextCursor: string | null }> {
  const rows = await many(
    on,
    AgentRow,
    sql`select * from runtime.agents where tenant = ${tenant} and name > ${cursor ?? ''}
      order by name limit ${limit + 1}`,
  );
  const items = rows.slice(0, limit).map(view);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.name ?? null) : null };
}

/** False when there is none of that name. */
export async function deleteAgent(on: Queryable, tenant: string, name: string): Promise<boolean> {
  const deleted = await execute(
    on,
    sql`delete from runtime.agents where tenant = ${tenant} and name = ${name}`,
  );
  return deleted > 0;
}
