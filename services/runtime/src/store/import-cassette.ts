/** The lines of a file laid onto a cassette: all of them or none. */
import { CassetteLine, isJsonObject, NexError } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { execute, json, type Queryable, sql } from '@nex/postgres';
import { keepFinalState, keepTools } from './cassette-calls.ts';

const BATCH = 500;

type LineOf<T extends CassetteLine['type']> = Extract<CassetteLine, { type: T }>;

/** Calls that are there already are replaced. Throws `invalid_request` with the number of the line that is at fault. */
export async function importLines(
  on: Queryable,
  id: number,
  lines: AsyncIterable<string>,
): Promise<{ calls: number }> {
  let number = 0;
  let calls = 0;
  let outcomes: LineOf<'outcome'>[] = [];
  let waiting: LineOf<'call'>[] = [];
  const known = new Set<string>();
  const flush = async () => {
    await writeOutcomes(on, id, outcomes);
    await writeCalls(on, id, waiting);
    outcomes = [];
    waiting = [];
  };
  for await (const text of lines) {
    number += 1;
    if (text.trim() === '') continue;
    const line = readLine(text, number);
    if (number === 1 && line.type !== 'cassette')
      throw fault(number, 'it does not say that the file is a cassette');
    if (line.type === 'tools') await keepTools(on, id, line.servers, line.tools);
    else if (line.type === 'state') await keepFinalState(on, id, line.take, line.final);
    else if (line.type === 'outcome') {
      known.add(line.digest);
      outcomes.push(line);
    } else if (line.type === 'call') {
      if (!known.has(line.outcome)) throw fault(number, 'no line before it has the outcome that it names');
      waiting.push(line);
      calls += 1;
    }
    if (outcomes.length >= BATCH || waiting.length >= BATCH) await flush();
  }
  await flush();
  if (number === 0) throw fault(1, 'the file is empty');
  return { calls };
}

function readLine(text: string, number: number): CassetteLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw fault(number, 'it is no JSON');
  }
  const parsed = CassetteLine.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw fault(number, `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
  }
  const line = parsed.data;
  if (line.type === 'outcome' && isJsonObject(value) && digestJson(value['outcome']) !== line.digest) {
    throw fault(number, 'the outcome is not the one that its digest is of');
  }
  return line;
}

async function writeOutcomes(on: Queryable, id: number, lines: readonly LineOf<'outcome'>[]): Promise<void> {
  if (lines.length === 0) return;
  await execute(
    on,
    sql`insert into runtime.cassette_outcomes (cassette_id, digest, outcome, bytes)
      select ${id}::bigint, o.digest, o.outcome, octet_length(o.outcome::text)
      from jsonb_to_recordset(${json(lines)}::jsonb) as o (digest text, outcome jsonb)
      on conflict do nothing`,
  );
}

async function writeCalls(on: Queryable, id: number, lines: readonly LineOf<'call'>[]): Promise<void> {
  if (lines.length === 0) return;
  const newest = new Map(lines.map((line) => [`${line.key} ${line.take}`, line]));
  await execute(
    on,
    sql`insert into runtime.cassette_calls (cassette_id, key, take, server, tool, schema, args, outcome)
      select ${id}::bigint, c.key, c.take, c.server, c.tool, c.schema, c.args, c.outcome
      from jsonb_to_recordset(${json([...newest.values()])}::jsonb)
        as c (key text, take text, server text, tool text, schema text, args text, outcome text)
      on conflict (cassette_id, key, take) do update set outcome = excluded.outcome`,
  );
}

function fault(number: number, what: string): NexError {
  return new NexError('invalid_request', `Line ${number} of the cassette cannot be used: ${what}.`, {
    where: `line ${number}`,
    hint: 'Give a file that nex cassette export wrote, or a local run.',
  });
}
