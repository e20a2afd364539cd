/** A cassette as the lines of a file. Nothing is held whole: a cassette may be larger than memory. */
import { FinalState, RecordedCall, ToolDefinition } from '@nex/core';
import { many, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { Count } from './run-row.ts';

const BATCH = 500;

const ToolsRow = z.object({ servers: z.string(), tools: z.array(ToolDefinition) });
const OutcomeRow = z.object({ digest: z.string(), outcome: z.custom<object>() });
const CallRow = RecordedCall.extend({ seq: Count });
const StateRow = z.object({ take: z.string(), final: FinalState });

/** Outcomes before calls; what came to be known first before what came later. */
export async function* exportLines(on: Queryable, id: number): AsyncGenerator<string> {
  yield line({ type: 'cassette', version: 1 });
  const tools = await many(
    on,
    ToolsRow,
    sql`select servers, tools from runtime.cassette_tools where cassette_id = ${id} order by seen_at, servers`,
  );
  for (const row of tools) yield line({ type: 'tools', ...row });
  const outcomes = (after: string) =>
    many(
      on,
      OutcomeRow,
      sql`select digest, outcome from runtime.cassette_outcomes
        where cassette_id = ${id} and digest > ${after} order by digest limit ${BATCH}`,
    );
  for await (const row of all(outcomes, '', (one) => one.digest)) yield line({ type: 'outcome', ...row });
  const calls = (after: number) =>
    many(
      on,
      CallRow,
      sql`select key, take, server, tool, schema, args, outcome, seq from runtime.cassette_calls
        where cassette_id = ${id} and seq > ${after} order by seq limit ${BATCH}`,
    );
  for await (const { seq: _, ...row } of all(calls, 0, (one) => one.seq))
    yield line({ type: 'call', ...row });
  const states = (after: string) =>
    many(
      on,
      StateRow,
      sql`select take, final from runtime.cassette_states
        where cassette_id = ${id} and take > ${after} order by take limit ${BATCH}`,
    );
  for await (const row of all(states, '', (one) => one.take)) yield line({ type: 'state', ...row });
}

async function* all<Row, Key>(
  page: (after: Key) => Promise<Row[]>,
  start: Key,
  keyOf: (row: Row) => Key,
): AsyncGenerator<Row> {
  for (let after = start; ; ) {
    const rows = await page(after);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH) return;
    after = keyOf(last);
  }
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
