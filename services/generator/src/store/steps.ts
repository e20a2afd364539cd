/** Rows of steps: a step that is done is never run again for the same input. */
import {
  addUsage,
  type Failure,
  FailureShape,
  type Framework,
  type FrameworkStepDetail,
  NO_USAGE,
  Usage,
} from '@nex/core';
import { execute, identifier, json, many, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import type { StepName } from '../steps/index.ts';

const table = identifier('generator');

const Row = z.object({
  key: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  note: z.string().nullable(),
  usage: Usage,
  started_at: z.date(),
  finished_at: z.date().nullable(),
});

export interface StepKey {
  frameworkId: string;
  key: string;
  position: number;
  version: number;
  inputDigest: string;
}

/** `write-agents`, or `write-agents/2` for the second round of a repair. */
export function stepKeyOf(name: string, round: number): string {
  return round === 1 ? name : `${name}/${round}`;
}

/** Output of the step when it is done for this very input and version. */
export async function doneStep(db: Queryable, step: StepKey): Promise<{ output: unknown } | undefined> {
  return maybeOne(
    db,
    z.object({ output: z.unknown() }),
    sql`select output from ${table}.steps where framework_id = ${step.frameworkId} and key = ${step.key}
      and state = 'done' and step_version = ${step.version} and input_digest = ${step.inputDigest}`,
  );
}

export async function beginStep(db: Queryable, step: StepKey, input: unknown): Promise<void> {
  await execute(
    db,
    sql`insert into ${table}.steps (framework_id, key, position, step_version, state, input_digest, input, usage)
      values (${step.frameworkId}, ${step.key}, ${step.position}, ${step.version}, 'running', ${step.inputDigest},
        ${json(input)}, ${json(NO_USAGE)})
      on conflict (framework_id, key) do update set state = 'running', step_version = excluded.step_version,
        input_digest = excluded.input_digest, input = excluded.input, failure = null, output = null, note = null, started_at = now(), finished_at = null`,
  );
}

export async function endStep(
  db: Queryable,
  step: StepKey,
  end: { state: 'done' | 'failed'; output?: unknown; failure?: Failure; note: string; usage: Usage },
): Promise<void> {
  await execute(
    db,
    sql`update ${table}.steps set state = ${end.state}, output = ${json(end.output)}, note = ${end.note || null},
      failure = ${json(end.failure)},
      usage = ${json(end.usage)}, finished_at = now()
      where framework_id = ${step.frameworkId} and key = ${step.key}`,
  );
}

/** The steps in their order, those that have not begun as `queued`, and what they used together. */
export async function readSteps(
  db: Queryable,
  frameworkId: string,
  usual: readonly StepName[],
): Promise<{ steps: Framework['steps']; usage: Usage }> {
  const rows = await many(
    db,
    Row,
    sql`select key, state, note, usage, started_at, finished_at from ${table}.steps
      where framework_id = ${frameworkId} order by started_at, position, key`,
  );
  const steps: Framework['steps'] = rows.map((row) => ({
    name: row.key,
    state: row.state,
    startedAt: row.started_at.toISOString(),
    ...(row.finished_at ? { finishedAt: row.finished_at.toISOString() } : {}),
    modelCalls: row.usage.modelCalls,
    ...(row.note ? { note: row.note } : {}),
  }));
  const begun = new Set(rows.map((row) => row.key));
  for (const name of usual) if (!begun.has(name)) steps.push({ name, state: 'queued', modelCalls: 0 });
  return { steps, usage: rows.reduce((sum, row) => addUsage(sum, row.usage), NO_USAGE) };
}

const DetailRow = Row.extend({
  step_version: z.number(),
  input_digest: z.string(),
  input: z.json().nullable(),
  output: z.json().nullable(),
  failure: FailureShape.nullable(),
});

/** The steps that have begun, in order, without their inputs and outputs, which are as large as bundles. */
export async function readStepDetails(db: Queryable, frameworkId: string): Promise<FrameworkStepDetail[]> {
  const rows = await many(
    db,
    DetailRow,
    sql`select key, state, note, usage, started_at, finished_at, step_version, input_digest,
        null as input, null as output, failure
      from ${table}.steps where framework_id = ${frameworkId} order by started_at, position, key`,
  );
  return rows.map(toDetail);
}

/** One step with its input and output. */
export async function findStepDetail(
  db: Queryable,
  frameworkId: string,
  key: string,
): Promise<FrameworkStepDetail | undefined> {
  const row = await maybeOne(
    db,
    DetailRow,
    sql`select key, state, note, usage, started_at, finished_at, step_version, input_digest, input, output, failure
      from ${table}.steps where framework_id = ${frameworkId} and key = ${key}`,
  );
  return row && toDetail(row);
}

function toDetail(row: z.infer<typeof DetailRow>): FrameworkStepDetail {
  const [name = row.key, round = '1'] = row.key.split('/');
  return {
    name,
    round: Number(round),
    state: row.state,
    version: row.step_version,
    inputDigest: row.input_digest,
    startedAt: row.started_at.toISOString(),
    ...(row.finished_at ? { finishedAt: row.finished_at.toISOString() } : {}),
    modelCalls: row.usage.modelCalls,
    usage: row.usage,
    ...(row.note ? { note: row.note } : {}),
    ...(row.input === null ? {} : { input: row.input }),
    ...(row.output === null ? {} : { output: row.output }),
    ...(row.failure === null ? {} : { failure: row.failure }),
  };
}

/** What was running when its framework came to its end has failed. */
export async function failRunningSteps(db: Queryable, frameworkId: string, failure: Failure): Promise<void> {
  await execute(
    db,
    sql`update ${table}.steps set state = 'failed', failure = ${json(failure)}, note = ${failure.message},
      finished_at = now() where framework_id = ${frameworkId} and state = 'running'`,
  );
}
