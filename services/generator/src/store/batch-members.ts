/** Rows of the members of a batch. Those who write hold the lock of the batch's row (`withBatch`). */
import {
  BATCH_MEMBER_STATES,
  CreateFramework,
  type Failure,
  FailureShape,
  type FrameworkBatchMember,
  Usage,
} from '@nex/core';
import { execute, identifier, json, many, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { type Accepted, StoredFingerprint } from '../batches/clone-decision.ts';
import type { Placed } from '../batches/grid.ts';

const table = identifier('generator');

export const Pair = z.object({
  scenario: z.string().optional(),
  domain: z.string().optional(),
  toolDomains: z.array(z.string()),
  language: z.enum(['en', 'zh']),
});
const Cell = z.object({
  nodeBand: z.string(),
  depth: z.number(),
  pattern: z.string(),
  domains: z.array(z.string()),
  key: z.string(),
});
const Row = z.object({
  position: z.number(),
  state: z.enum(BATCH_MEMBER_STATES),
  request: CreateFramework.nullable(),
  pair: Pair.nullable(),
  framework_id: z.string().nullable(),
  cell: Cell.nullable(),
  clone_of: z.string().nullable(),
  similarity: z
    .object({ similarity: z.number(), graph: z.number(), prompts: z.number(), exact: z.boolean() })
    .nullable(),
  usage: Usage.nullable(),
  failure: FailureShape.nullable(),
});
export type MemberRow = z.infer<typeof Row>;
const COLUMNS = sql`position, state, request, pair, framework_id, cell, clone_of, similarity, usage, failure`;

export interface NewMember {
  position: number;
  request: CreateFramework | null;
  pair: z.infer<typeof Pair> | null;
}

export async function insertMembers(db: Queryable, batchId: string, members: readonly NewMember[]) {
  await execute(
    db,
    sql`insert into ${table}.framework_batch_members (batch_id, position, request, pair)
      select ${batchId}, position, request, pair
      from jsonb_to_recordset(${json(members)}::jsonb) as m(position int, request jsonb, pair jsonb)`,
  );
}

/** All of a batch, in order, without fingerprints. */
export function readMembers(db: Queryable, batchId: string): Promise<MemberRow[]> {
  return many(
    db,
    Row,
    sql`select ${COLUMNS} from ${table}.framework_batch_members where batch_id = ${batchId} order by position`,
  );
}

/** Those after `after`, in order; of one state when it is given. */
export function pageOfMembers(
  db: Queryable,
  batchId: string,
  page: { limit: number; after: number; state?: string | undefined },
): Promise<MemberRow[]> {
  const ofState = page.state === undefined ? sql`` : sql`and state = ${page.state}`;
  return many(
    db,
    Row,
    sql`select ${COLUMNS} from ${table}.framework_batch_members
      where batch_id = ${batchId} and position > ${page.after} ${ofState} order by position limit ${page.limit}`,
  );
}

export async function setRequest(db: Queryable, batchId: string, position: number, request: CreateFramework) {
  await execute(
    db,
    sql`update ${table}.framework_batch_members set request = ${json(request)}
      where batch_id = ${batchId} and position = ${position} and state = 'waiting'`,
  );
}

export interface MemberChange {
  state: MemberRow['state'];
  frameworkId?: string;
  fingerprint?: StoredFingerprint;
  cell?: Placed;
  cloneOf?: string;
  similarity?: NonNullable<MemberRow['similarity']>;
  usage?: Usage;
  failure?: Failure;
}

/** What the change does not name stays. */
export async function changeMember(db: Queryable, batchId: string, position: number, change: MemberChange) {
  const value = (one: unknown) => (one === undefined ? null : json(one));
  await execute(
    db,
    sql`update ${table}.framework_batch_members set state = ${change.state},
      framework_id = coalesce(${change.frameworkId ?? null}, framework_id),
      fingerprint = coalesce(${value(change.fingerprint)}::jsonb, fingerprint),
      cell = coalesce(${value(change.cell)}::jsonb, cell),
      clone_of = coalesce(${change.cloneOf ?? null}, clone_of),
      similarity = coalesce(${value(change.similarity)}::jsonb, similarity),
      usage = coalesce(${value(change.usage)}::jsonb, usage),
      failure = coalesce(${value(change.failure)}::jsonb, failure)
      where batch_id = ${batchId} and position = ${position}`,
  );
}

const Prints = z.object({ framework_id: z.string(), fingerprint: StoredFingerprint });

/** Accepted frameworks in the order in which they were asked for; with `earlier` of all of the tenant's batches made before, too: the policy of the table says which these are. */
export async function acceptedPrints(
  db: Queryable,
  batchId: string,
  { earlier }: { earlier: boolean },
): Promise<Accepted[]> {
  const which = earlier ? sql`batch_id <= ${batchId}` : sql`batch_id = ${batchId}`;
  const rows = await many(
    db,
    Prints,
    sql`select framework_id, fingerprint from ${table}.framework_batch_members
      where ${which} and state = 'accepted' order by batch_id, position`,
  );
  return rows.map((row) => ({ frameworkId: row.framework_id, fingerprint: row.fingerprint }));
}

export async function readPrint(db: Queryable, batchId: string, position: number) {
  const rows = await many(
    db,
    Prints,
    sql`select framework_id, fingerprint from ${table}.framework_batch_members
      where batch_id = ${batchId} and position = ${position} and fingerprint is not null`,
  );
  return rows[0]?.fingerprint;
}

/** Members under way whose framework has come to its end. */
export function endedMembers(db: Queryable, batchId: string) {
  return many(
    db,
    z.object({
      position: z.number(),
      framework_id: z.string(),
      state: z.enum(['ready', 'failed', 'cancelled']),
      digest: z.string().nullable(),
      failure: FailureShape.nullable(),
    }),
    sql`select m.position, m.framework_id, f.state, f.digest, f.failure
      from ${table}.framework_batch_members m join ${table}.frameworks f on f.id = m.framework_id
      where m.batch_id = ${batchId} and m.state = 'generating' and f.state in ('ready', 'failed', 'cancelled')
      order by m.position`,
  );
}

export function toMember(row: MemberRow): FrameworkBatchMember {
  const subject = row.pair?.scenario ?? row.pair?.domain;
  return {
    index: row.position,
    state: row.state,
    ...(row.request ? { sentence: row.request.sentence } : {}),
    ...(subject === undefined ? {} : { scenario: subject }),
    ...(row.pair ? { toolDomains: row.pair.toolDomains } : {}),
    ...(row.framework_id === null ? {} : { frameworkId: row.framework_id }),
    ...(row.cell ? { cell: row.cell } : {}),
    ...(row.clone_of === null ? {} : { cloneOf: row.clone_of }),
    ...(row.similarity ? { similarity: row.similarity } : {}),
    ...(row.usage ? { usage: row.usage } : {}),
    ...(row.failure ? { failure: row.failure } : {}),
  } as FrameworkBatchMember;
}
