/**
 * Logs of trees of runs that ended a while ago, each as one compressed value: small rows cost several times the messages
 * that they hold. Whoever reads a log opens it first, which lays its rows back; both ways lock the row of the root run, so a
 * log lies in one place at any time.
 */
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { execute, identifier, many, type Pool, prepared, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { TERMINAL } from './run-row.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 6 } };

/** What a log consists of, in the order in which it is laid back. A column added later must allow null, or have its default set by its migration in `openLog`. */
const TABLES = ['messages', 'events', 'model_steps', 'tool_calls'] as const;
/** Trees that one transaction packs. */
const BATCH = 100;
/** Of messages, as they are stored. What is larger is compressed by Postgres already. */
const MAX_BYTES = 4 * 1024 * 1024;

const Rows = z.object({ root: z.string(), rows: z.string() });
const Packed = z.object({ log: z.instanceof(Buffer) });

/**
 * Packs the logs of root runs that ended, and were last used, longer ago than that; the number of them. The logs of teams, of
 * runs on strict cassettes (what these missed is counted from their messages) and of what is large anyway stay in rows; so does,
 * for as long as that takes, a conversation that an open run goes on with.
 */
export async function packLogs(pool: Pool, idleMs: number, signal: AbortSignal): Promise<number> {
  for (let packed = 0; ; ) {
    if (signal.aborted) return packed;
    const ids = await pool.transaction((tx) => packBatch(tx, idleMs));
    packed += ids.length;
    if (ids.length < BATCH) return packed;
  }
}

async function packBatch(tx: Queryable, idleMs: number): Promise<string[]> {
  const isIdle = sql`r.parent_run_id is null and r.finished_at is not null and not r.packed
    and greatest(r.finished_at, r.log_used_at) < now() - make_interval(secs => ${idleMs / 1000})`;
  const idle = await many(
    tx,
    z.object({ id: z.string(), stays: z.boolean() }),
    sql`select r.id, exists (select 1 from runtime.teams t where t.root_run_id = r.id)
        or exists (select 1 from runtime.run_handlings h where h.run_id = r.id and h.mode = 'strict')
        or (select sum(pg_column_size(m.message)) from runtime.runs b join runtime.messages m on m.run_id = b.id
          where b.root_run_id = r.id) > ${MAX_BYTES} as stays
      from runtime.runs r where ${isIdle} and not exists (
        select 1 from runtime.runs b where b.root_run_id = r.id and (b.state not in ${TERMINAL} or exists (
          select 1 from runtime.runs n where n.continues_run_id = b.id and n.state not in ${TERMINAL})))
      order by greatest(r.finished_at, r.log_used_at) limit ${BATCH} for update of r skip locked`,
  );
  const ids = idle.filter((row) => !row.stays).map((row) => row.id);
  const logs = new Map(ids.map((id) => [id, [] as string[]]));
  for (const table of TABLES) {
    const taken = await many(
      tx,
      Rows,
      sql`with taken as (
        delete from runtime.${identifier(table)} t using runtime.runs r
        where r.root_run_id = any(${ids}) and t.run_id = r.id returning r.root_run_id as root, to_jsonb(t) as row)
      select root, jsonb_agg(row)::text as rows from taken group by root`,
    );
    for (const { root, rows } of taken) logs.get(root)?.push(`${JSON.stringify(table)}:${rows}`);
  }
  const values = await Promise.all(
    [...logs.values()].map((parts) => compress(`{${parts.join(',')}}`, LEVEL)),
  );
  await execute(
    tx,
    sql`insert into runtime.packed_logs (root_run_id, log)
      select * from unnest(${[...logs.keys()]}::text[], ${values}::bytea[])`,
  );
  await execute(
    tx,
    sql`update runtime.runs set packed = id = any(${ids}),
        log_used_at = case when id = any(${ids}) then log_used_at else 'infinity' end
      where id = any(${idle.map((row) => row.id)})`,
  );
  return idle.map((row) => row.id);
}

/**
 * When it resolves, the log of the run's tree lies in rows for the next minute at least, and so do those of the runs whose
 * conversations it goes on with. Whether any was packed.
 */
export async function openLog(pool: Pool, runId: string): Promise<boolean> {
  // Using it waits for whoever is packing it. Packed is only what ended longer than a minute ago.
  const used = await many(
    pool,
    z.object({ id: z.string(), packed: z.boolean() }),
    prepared(sql`with recursive said as (
      select b.id, b.root_run_id, b.continues_run_id from runtime.runs a join runtime.runs b
        on b.root_run_id = a.root_run_id where a.id = ${runId}
      union
      select b.id, b.root_run_id, b.continues_run_id from said join runtime.runs a on a.id = said.continues_run_id
        join runtime.runs b on b.root_run_id = a.root_run_id)
    update runtime.runs r set log_used_at = now() where r.id in (select root_run_id from said)
      and (r.packed or greatest(r.finished_at, r.log_used_at) < now() - interval '1 minute')
    returning r.id, r.packed`),
  );
  const packed = used
    .filter((row) => row.packed)
    .map((row) => row.id)
    .sort();
  for (const id of packed) await pool.transaction((tx) => layBack(tx, id));
  return packed.length > 0;
}

async function layBack(tx: Queryable, rootRunId: string): Promise<void> {
  await execute(tx, sql`update runtime.runs set packed = false where id = ${rootRunId} and packed`);
  const [row] = await many(
    tx,
    Packed,
    sql`delete from runtime.packed_logs where root_run_id = ${rootRunId} returning log`,
  );
  if (!row) return;
  const log = (await decompress(row.log)).toString();
  for (const table of TABLES) {
    await execute(
      tx,
      sql`insert into runtime.${identifier(table)}
        select * from jsonb_populate_recordset(null::runtime.${identifier(table)}, ${log}::jsonb->${table})`,
    );
  }
}
