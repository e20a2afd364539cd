/** Rows of frameworks. Writes of a worker carry its fence and change nothing once a newer worker took over. */
import {
  CreateFramework,
  type Failure,
  type Framework,
  FrameworkAgent,
  FrameworkProof,
  newId,
  type Usage,
} from '@nex/core';
import { execute, identifier, json, many, maybeOne, type Queryable, type Sql, sql } from '@nex/postgres';
import * as z from 'zod';

const table = identifier('generator');

const Row = z.object({
  id: z.string(),
  tenant: z.string(),
  state: z.enum(['queued', 'running', 'ready', 'failed', 'cancelled']),
  sentence: z.string(),
  seed: z.coerce.number(),
  language: z.string(),
  request: CreateFramework,
  name: z.string().nullable(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  pattern: z.string().nullable(),
  digest: z.string().nullable(),
  agents: z.array(FrameworkAgent).nullable(),
  failure: z.unknown().nullable(),
  proof: FrameworkProof.nullable(),
  version: z.coerce.number(),
  traceparent: z.string(),
  trace_id: z.string(),
  created_at: z.date(),
  started_at: z.date().nullable(),
  finished_at: z.date().nullable(),
});
export type FrameworkRow = z.infer<typeof Row>;

export interface Claimed {
  row: FrameworkRow;
  fence: number;
}

/** `sentence` is shown; that of the request may be empty. Inserts a framework, or returns the one that an earlier request with the same key made. */
export async function insertFramework(
  db: Queryable,
  request: CreateFramework,
  { sentence, language }: { sentence: string; language: string },
  origin: { traceparent: string; traceId: string; idempotencyKey?: string | undefined },
): Promise<FrameworkRow> {
  const id = newId('framework');
  await execute(
    db,
    sql`insert into ${table}.frameworks
      (id, sentence, seed, language, request, state, idempotency_key, traceparent, trace_id)
      values (${id}, ${sentence}, ${request.seed}, ${language}, ${json(request)},
        'queued', ${origin.idempotencyKey ?? null}, ${origin.traceparent}, ${origin.traceId})
      on conflict (tenant, idempotency_key) do nothing`,
  );
  const row = await maybeOne(
    db,
    Row,
    origin.idempotencyKey === undefined
      ? sql`select * from ${table}.frameworks where id = ${id}`
      : sql`select * from ${table}.frameworks where idempotency_key = ${origin.idempotencyKey}`,
  );
  if (!row) throw new Error('the inserted framework is not there');
  return row;
}

export function findFramework(db: Queryable, id: string): Promise<FrameworkRow | undefined> {
  return maybeOne(db, Row, sql`select * from ${table}.frameworks where id = ${id}`);
}

/** Newest first; `before` is the id of the last row that was seen. */
export function listFrameworks(db: Queryable, limit: number, before?: string): Promise<FrameworkRow[]> {
  const after: Sql = before === undefined ? sql`` : sql`where id < ${before}`;
  return many(db, Row, sql`select * from ${table}.frameworks ${after} order by id desc limit ${limit}`);
}

const Open = z.object({ id: z.string(), traceparent: z.string(), place: z.coerce.number() });

/** Oldest first, with their place among those of their tenant, from 1. */
export async function openFrameworks(db: Queryable): Promise<z.infer<typeof Open>[]> {
  return many(
    db,
    Open,
    sql`select id, traceparent, row_number() over (partition by tenant order by id) as place
      from ${table}.frameworks where state in ('queued', 'running') order by id limit 1000`,
  );
}

/** Of the tenant at work. */
export async function countOpenFrameworks(db: Queryable): Promise<number> {
  const row = await maybeOne(
    db,
    z.object({ count: z.coerce.number() }),
    sql`select count(*) as count from ${table}.frameworks
      where tenant = ${table}.tenant_at_work() and state in ('queued', 'running')`,
  );
  return row?.count ?? 0;
}

/** Takes a framework up; `undefined` when it is at its end or gone. */
export async function claimFramework(db: Queryable, id: string): Promise<Claimed | undefined> {
  const row = await maybeOne(
    db,
    Row.extend({ fence: z.coerce.number() }),
    sql`update ${table}.frameworks set fence = fence + 1, state = 'running', version = version + 1,
      started_at = coalesce(started_at, now())
      where id = ${id} and state in ('queued', 'running') returning *`,
  );
  return row && { row, fence: row.fence };
}

/** False when a newer worker or a cancellation has taken the framework away. */
export async function touchFramework(db: Queryable, id: string, fence: number): Promise<boolean> {
  const touched = await execute(
    db,
    sql`update ${table}.frameworks set version = version + 1
      where id = ${id} and fence = ${fence} and state = 'running'`,
  );
  return touched === 1;
}

export interface Finished {
  name: string;
  title: string;
  description: string;
  pattern: string;
  digest: string;
  agents: z.infer<typeof FrameworkAgent>[];
  proof: FrameworkProof | undefined;
}

export async function finishFramework(
  db: Queryable,
  id: string,
  fence: number,
  done: Finished,
): Promise<boolean> {
  const touched = await execute(
    db,
    sql`update ${table}.frameworks set state = 'ready', name = ${done.name}, title = ${done.title},
      description = ${done.description}, pattern = ${done.pattern}, digest = ${done.digest},
      agents = ${json(done.agents)}, proof = ${json(done.proof)}, version = version + 1, finished_at = now()
      where id = ${id} and fence = ${fence} and state = 'running'`,
  );
  return touched === 1;
}

export async function failFramework(
  db: Queryable,
  id: string,
  fence: number,
  { failure, proof }: { failure: Failure; proof: FrameworkProof | undefined },
): Promise<void> {
  await execute(
    db,
    sql`update ${table}.frameworks set state = 'failed', failure = ${json(failure)}, proof = ${json(proof)},
      version = version + 1,
      finished_at = now() where id = ${id} and fence = ${fence} and state = 'running'`,
  );
}

/** Ends an open framework; its worker notices at its next write. */
export async function cancelFramework(db: Queryable, id: string): Promise<void> {
  await execute(
    db,
    sql`update ${table}.frameworks set state = 'cancelled', fence = fence + 1, version = version + 1,
      finished_at = now() where id = ${id} and state in ('queued', 'running')`,
  );
}

export function toFramework(row: FrameworkRow, steps: Framework['steps'], usage: Usage): Framework {
  const optional = <T>(key: string, value: T | null) => (value === null ? {} : { [key]: value });
  return {
    id: row.id,
    state: row.state,
    sentence: row.sentence,
    seed: row.seed,
    language: row.language,
    request: row.request,
    ...optional('name', row.name),
    ...optional('title', row.title),
    ...optional('description', row.description),
    ...optional('pattern', row.pattern),
    ...optional('digest', row.digest),
    ...optional('agents', row.agents),
    ...optional('proof', row.proof),
    steps,
    usage,
    ...optional('failure', row.failure),
    traceId: row.trace_id,
    createdAt: row.created_at.toISOString(),
    ...optional('finishedAt', row.finished_at?.toISOString() ?? null),
  } as Framework;
}
