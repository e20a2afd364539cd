/** Many runs' entries in one statement: each entry has its own fate. */
import { NexError, type Run } from '@nex/core';
import { type Pool, sql } from '@nex/postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Claim, claimRootRun } from '../src/store/claim.ts';
import { ClaimLost } from '../src/store/claim-lost.ts';
import type { LogEntry } from '../src/store/log-entry.ts';
import { createLogWriter } from '../src/store/log-writer.ts';
import { CALC_BUNDLE } from './support/bundles.ts';
import { createRun } from './support/runs.ts';
import { startTestRuntime, type TestRuntime } from './support/test-runtime.ts';

let idle: TestRuntime;
/** Statements that the writer sent. */
let statements = 0;

beforeAll(async () => {
  idle = await startTestRuntime({ modelUrl: 'http://127.0.0.1:9/v1', concurrency: 0 });
});
afterAll(() => idle?.[Symbol.asyncDispose]());

function counted(fail?: () => Error | undefined): Pool {
  const { pool } = idle.context;
  statements = 0;
  const query: Pool['query'] = async (statement) => {
    statements += 1;
    const result = await pool.query(statement);
    const failure = fail?.();
    if (failure) throw failure;
    // The rows are what the caller's type says: it is the same statement.
    return result as never;
  };
  return { ...pool, query };
}

/** Runs whose trees take the same lane, so that their entries meet in one statement. */
async function claimed(count: number): Promise<Claim[]> {
  const claims: Claim[] = [];
  let parity: number | undefined;
  while (claims.length < count) {
    const { id }: Run = await createRun(idle, { files: CALC_BUNDLE, input: 'x' });
    const own = id.charCodeAt(id.length - 1) % 2;
    parity ??= own;
    const got = own === parity ? await claimRootRun(idle.context.pool, id) : undefined;
    if (got) claims.push(got.claim);
  }
  return claims;
}

const entry = (text: string, rest: Partial<LogEntry> = {}): LogEntry => ({
  events: [{ type: 'RETRY', timestamp: 1, data: { text } }],
  ...rest,
});

async function told({ rootRunId }: Claim): Promise<[number, unknown][]> {
  const { rows } = await idle.context.pool.query<{ sequence: string; data: { text?: string } }>(
    sql`select sequence, data from runtime.events where root_run_id = ${rootRunId} and type = 'RETRY' order by 1`,
  );
  return rows.map(({ sequence, data }) => [Number(sequence), data.text]);
}

test('entries of the same moment are one statement, numbered per tree in their order', async () => {
  const [a, b] = await claimed(2);
  if (!a || !b) throw new Error('Two runs.');
  const writer = createLogWriter(counted());
  const two: LogEntry = {
    events: [...(entry('a2').events ?? []), { type: 'RETRY', timestamp: 1, data: { text: 'a3' }, count: 5 }],
  };
  await Promise.all([
    writer.append(a, a.rootRunId, entry('a1')),
    writer.append(b, b.rootRunId, entry('b1')),
    writer.append(a, a.rootRunId, two),
    writer.append(a, a.rootRunId, entry('a4')),
  ]);
  expect(statements).toBe(1);
  // RUN_STARTED is 1. An entry that stands for five events takes five numbers.
  expect(await told(a)).toEqual([
    [2, 'a1'],
    [3, 'a2'],
    [4, 'a3'],
    [9, 'a4'],
  ]);
  expect(await told(b)).toEqual([[2, 'b1']]);
});

test('one that has lost its claim fails alone, and writes nothing', async () => {
  const [a, b, c] = await claimed(3);
  if (!a || !b || !c) throw new Error('Three runs.');
  await claimRootRun(idle.context.pool, b.rootRunId);
  const writer = createLogWriter(counted());
  const results = await Promise.allSettled(
    [a, b, c].map((claim) => writer.append(claim, claim.rootRunId, entry('said'))),
  );
  expect(statements).toBe(1);
  expect(results.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(results[1]).toMatchObject({ reason: expect.any(ClaimLost) });
  expect(await told(b)).toEqual([]);
  expect((await told(c)).map(([, text]) => text)).toEqual(['said']);
});

test('one that Postgres refuses fails alone; its neighbours are written once', async () => {
  const [a, b, c] = await claimed(3);
  if (!a || !b || !c) throw new Error('Three runs.');
  const poison = {
    id: 'message_same',
    seq: 0,
    predecessor: null,
    message: { role: 'user' as const, content: [] },
  };
  const writer = createLogWriter(counted());
  const results = await Promise.allSettled([
    writer.append(a, a.rootRunId, entry('a')),
    // Two messages in one place.
    writer.append(b, b.rootRunId, entry('b', { messages: [poison, { ...poison, id: 'message_other' }] })),
    writer.append(c, c.rootRunId, entry('c')),
  ]);
  expect(results.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(statements).toBe(4);
  expect((await told(a)).map(([, text]) => text)).toEqual(['a']);
  expect(await told(b)).toEqual([]);
  expect((await told(c)).map(([, text]) => text)).toEqual(['c']);
});

test('when nobody knows whether the store wrote, nothing is written again', async () => {
  const claims = await claimed(2);
  let lost = false;
  const pool = counted(() => {
    if (lost) return undefined;
    lost = true;
    return new NexError('unavailable', 'The database cannot be reached.');
  });
  const writer = createLogWriter(pool);
  const results = await Promise.allSettled(
    claims.map((claim) => writer.append(claim, claim.rootRunId, entry('once'))),
  );
  expect(results.map((one) => one.status)).toEqual(['rejected', 'rejected']);
  expect(statements).toBe(1);
  for (const claim of claims) expect((await told(claim)).map(([, text]) => text)).toEqual(['once']);
});

test('more entries than fit into one statement all arrive', async () => {
  const [a] = await claimed(1);
  if (!a) throw new Error('One run.');
  const writer = createLogWriter(counted());
  const texts = Array.from({ length: 150 }, (_, at) => `t${at}`);
  await Promise.all(texts.map((text) => writer.append(a, a.rootRunId, entry(text))));
  expect(statements).toBeGreaterThan(1);
  expect(statements).toBeLessThan(10);
  expect((await told(a)).map(([, text]) => text)).toEqual(texts);
});
