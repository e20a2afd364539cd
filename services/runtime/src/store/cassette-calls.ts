/** What lies on a cassette: calls to be played, the tools that were offered, states at the end of runs. */
import type { CassettePlayer } from '@nex/agent';
import { FinalState, type Metrics, ToolDefinition, type ToolOutcome } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { execute, json, many, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';

/** Written by this service from a ToolOutcome, or held against its shape when it was imported. */
const Played = z.object({ outcome: z.custom<ToolOutcome>() });

export function createPlayer(on: Queryable, cassetteId: number, metrics: Metrics): CassettePlayer {
  return {
    async find({ digest, take, key }) {
      const row = await maybeOne(
        on,
        Played,
        sql`select o.outcome from runtime.cassette_calls c
            join runtime.cassette_outcomes o on o.cassette_id = c.cassette_id and o.digest = c.outcome
          where c.cassette_id = ${cassetteId} and c.key = ${digest}
          order by c.take = ${take} desc, c.seq limit 1`,
      );
      metrics.count('nex_cassette_calls_total', { result: row ? 'hit' : 'miss' });
      if (row) return { state: 'found', outcome: row.outcome };
      const schemas = await many(
        on,
        z.object({ schema: z.string() }),
        sql`select distinct schema from runtime.cassette_calls
          where cassette_id = ${cassetteId} and server = ${key.server} and tool = ${key.tool}`,
      );
      const drifted = schemas.length > 0 && schemas.every((one) => one.schema !== key.schema);
      return { state: 'missing', drifted };
    },
  };
}

/** @param servers Digest of what the agent asked for. */
export async function keepTools(
  on: Queryable,
  cassetteId: number,
  servers: string,
  tools: readonly ToolDefinition[],
): Promise<void> {
  await execute(
    on,
    sql`insert into runtime.cassette_tools (cassette_id, servers, digest, tools)
      values (${cassetteId}, ${servers}, ${digestJson(tools)}, ${json(tools)}::json)
      on conflict (cassette_id, servers, digest) do update set seen_at = excluded.seen_at`,
  );
}

/** As they were last recorded. */
export async function findTools(
  on: Queryable,
  cassetteId: number,
  servers: string,
): Promise<ToolDefinition[] | undefined> {
  const row = await maybeOne(
    on,
    z.object({ tools: z.array(ToolDefinition) }),
    sql`select tools from runtime.cassette_tools
      where cassette_id = ${cassetteId} and servers = ${servers} order by seen_at desc limit 1`,
  );
  return row?.tools;
}

export async function keepFinalState(
  on: Queryable,
  cassetteId: number,
  take: string,
  final: FinalState,
): Promise<void> {
  await execute(
    on,
    sql`insert into runtime.cassette_states (cassette_id, take, final) values (${cassetteId}, ${take}, ${json(final)}::jsonb)
      on conflict (cassette_id, take) do update set final = excluded.final`,
  );
}

export async function findFinalState(
  on: Queryable,
  cassetteId: number,
  take: string,
): Promise<FinalState | undefined> {
  const row = await maybeOne(
    on,
    z.object({ final: FinalState }),
    sql`select final from runtime.cassette_states where cassette_id = ${cassetteId} and take = ${take}`,
  );
  return row?.final;
}
