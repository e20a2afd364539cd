/** Rows of steps: a step that is done is never run again for the same input. */
import { addUsage, type Framework, NO_USAGE, Usage } from '@nex/core';
import { execute, identifier, json, many, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { STEP_NAMES } from '../steps/index.ts';

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

/** Output of the step when it is done for this very input and version. */
export async function doneStep(db: Queryable, step: StepKey): Promise<{ output: unknown } | undefined> {
  return maybeOne(
    db,
    z.object({ output: z.unknown() }),
    sql`select output from ${table}.steps where framework_id = ${step.frameworkId} and key = ${step.key}
      and state = 'done' and step_version = ${step.version} and input_digest = ${step.inputDigest}`,
  );
}

export async function beginStep(db: Queryable, step: StepKey): Promise<void> {
  await execute(
    db,
    sql`insert into ${table}.steps (framework_id, key, position, step_version, state, input_digest, usage)
      values (${step.frameworkId}, ${step.key}, ${step.position}, ${step.version}, 'running', ${step.inputDigest},
        ${json(NO_USAGE)})
      on conflict (framework_id, key) do update set state = 'running', step_version = excluded.step_version,
        input_digest = excluded.input_digest, output = null, note = null, started_at = now(), finished_at = null`,
  );
}

export async function endStep(
  db: Queryable,
  step: StepKey,
  end: { state: 'done' | 'failed'; output?: unknown; note: string; usage: Usage },
): Promise<void> {
  await execute(
    db,
    sql`update ${table}.steps set state = ${end.state}, output = ${json(end.output)}, note = ${end.note || null},
      usage = ${json(end.usage)}, finished_at = now()
      where framework_id = ${step.frameworkId} and key = ${step.key}`,
  );
}

/** The steps in their order, those that have not begun as `queued`, and what they used together. */
export async function readSteps(
  db: Queryable,
  frameworkId: string,
): Promise<{ steps: Framework['steps']; usage: Usage }> {
  const rows = await many(
    db,
    Row,
    sql`select key, state, note, usage, started_at, finished_at from ${table}.steps
      where framework_id = ${frameworkId} order by position, key`,
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
  for (const name of STEP_NAMES) if (!begun.has(name)) steps.push({ name, state: 'queued', modelCalls: 0 });
  return { steps, usage: rows.reduce((sum, row) => addUsage(sum, row.usage), NO_USAGE) };
}
