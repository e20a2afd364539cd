/** Changes of a build's state. Each raises the version, so that watchers see it. */
import {
  BUILD_STATES,
  BuildBudget,
  type Failure,
  type PauseReason,
  QualitySpec,
  type StageName,
} from '@nex/core';
import { execute, json, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import type { Redo } from './build-row.ts';
import type { Claim } from './claim.ts';
import { STAGE_ORDER } from './stage-order.ts';

/** Ends a claimed build. False when the claim is no longer the newest. */
export async function finishBuild(
  tx: Queryable,
  claim: Claim,
  end: { state: 'completed' | 'failed' | 'cancelled'; failure?: Failure },
): Promise<boolean> {
  const count = await execute(
    tx,
    sql`update pipeline.builds set state = ${end.state}, failure = ${end.failure ? json(end.failure) : null}::jsonb,
        finished_at = now(), pause_requested = false, version = version + 1, redo = case when ${end.state} = 'completed' then null else redo end
      where id = ${claim.buildId} and fence = ${claim.fence} and state = 'running'`,
  );
  return count > 0;
}

/**
 * Makes a claimed build wait. `withdrawn`: nobody wishes it any more, or it is to be cancelled, so it stays as it is;
 * `superseded`: the claim is no longer the newest.
 */
export async function pauseBuild(
  tx: Queryable,
  claim: Claim,
  { reason, stage }: { reason: PauseReason; stage: StageName | undefined },
): Promise<'paused' | 'withdrawn' | 'superseded'> {
  const held = sql`id = ${claim.buildId} and fence = ${claim.fence} and state = 'running'`;
  const count = await execute(
    tx,
    sql`update pipeline.builds set state = 'paused', pause_requested = false, version = version + 1,
        paused = ${json({ reason, stage })}::jsonb || jsonb_build_object('at', now())
      where ${held} and not cancel_requested and (pause_requested or ${reason !== 'asked'}::boolean)`,
  );
  if (count === 0) {
    const row = await maybeOne(tx, z.object({}), sql`select from pipeline.builds where ${held}`);
    return row ? 'withdrawn' : 'superseded';
  }
  await execute(
    tx,
    sql`update pipeline.stages set state = 'queued' where build_id = ${claim.buildId} and state = 'running'`,
  );
  return 'paused';
}

/**
 * Notes the wish to pause; a build that nobody is at pauses at once. False when it is neither queued nor running, or is to
 * be cancelled.
 */
export async function requestPause(db: Queryable, id: string): Promise<boolean> {
  const count = await execute(
    db,
    sql`update pipeline.builds set version = version + 1, pause_requested = state = 'running',
        paused = case when state = 'queued' then jsonb_build_object('reason', 'asked', 'at', now()) end,
        state = case when state = 'queued' then 'paused' else state end
      where id = ${id} and state in ('queued', 'running') and not cancel_requested`,
  );
  return count > 0;
}

const SpecRow = z.object({
  state: z.enum(BUILD_STATES),
  concurrency: z.number().int(),
  budget: BuildBudget.nullable().transform((budget) => budget ?? undefined),
  quality: QualitySpec.nullable().transform((quality) => quality ?? undefined),
});

/** What may be changed of a build, and what a budget depends on; nobody else changes it until the transaction ends. */
export async function lockSpec(tx: Queryable, id: string) {
  return maybeOne(
    tx,
    SpecRow,
    sql`select state, (spec->>'concurrency')::int as concurrency, spec->'budget' as budget, spec->'quality' as quality
      from pipeline.builds where id = ${id} for update`,
  );
}

/** Sets what may be changed of a build. False when it has ended for good. */
export async function changeSpec(
  tx: Queryable,
  id: string,
  { budget, concurrency }: { budget: BuildBudget | undefined; concurrency: number },
): Promise<boolean> {
  const changed = { concurrency, ...(budget && { budget }) };
  const count = await execute(
    tx,
    sql`update pipeline.builds set spec = (spec - 'budget') || ${json(changed)}::jsonb, version = version + 1
      where id = ${id} and state not in ('completed', 'cancelled')`,
  );
  return count > 0;
}

const Heartbeat = z.object({
  cancel_requested: z.boolean(),
  pause_requested: z.boolean(),
  concurrency: z.number().int(),
  budget: BuildBudget.nullable(),
});

const wishes = sql`cancel_requested, pause_requested, (spec->>'concurrency')::int as concurrency,
  spec->'budget' as budget`;

/** With a width raises the version and notes it; reads what is wished for; `undefined` when the claim is no longer the newest. */
export async function beat(tx: Queryable, claim: Claim, width: number | undefined) {
  return maybeOne(
    tx,
    Heartbeat,
    width !== undefined
      ? sql`update pipeline.builds set version = version + 1, width = ${width}
          where id = ${claim.buildId} and fence = ${claim.fence} and state = 'running' returning ${wishes}`
      : sql`select ${wishes} from pipeline.builds
          where id = ${claim.buildId} and fence = ${claim.fence} and state = 'running'`,
  );
}

/** Notes the wish to cancel; a build that nobody has taken up yet ends at once. False when the build is terminal. */
export async function requestCancel(db: Queryable, id: string): Promise<boolean> {
  const count = await execute(
    db,
    sql`update pipeline.builds set cancel_requested = true, paused = null, version = version + 1,
        state = case when fence = 0 then 'cancelled' when state = 'paused' then 'queued' else state end,
        finished_at = case when fence = 0 then now() end
      where id = ${id} and state in ('queued', 'running', 'paused')`,
  );
  return count > 0;
}

/**
 * Puts a failed or paused build back into the queue, and takes back the wish to pause of a running one. False when it is
 * none of these.
 */
export async function requeueBuild(tx: Queryable, id: string): Promise<boolean> {
  const count = await execute(
    tx,
    sql`update pipeline.builds set state = case when state = 'running' then state else 'queued' end, failure = null,
        finished_at = null, cancel_requested = false, pause_requested = false, paused = null, version = version + 1
      where id = ${id} and (state in ('failed', 'paused') or state = 'running' and pause_requested)`,
  );
  if (count === 0) return false;
  await execute(
    tx,
    sql`update pipeline.stages set state = 'queued', finished_at = null where build_id = ${id} and state = 'failed'`,
  );
  return true;
}

/**
 * Puts a terminal build back to work at a stage and all after it. What the stages have in rows they find again. False when
 * the build is not terminal, or a stage before that one is not done.
 */
export async function requeueFrom(tx: Queryable, id: string, stage: StageName, redo: Redo): Promise<boolean> {
  const again = STAGE_ORDER.slice(STAGE_ORDER.indexOf(stage));
  const count = await execute(
    tx,
    sql`update pipeline.builds set state = 'queued', failure = null, finished_at = null, cancel_requested = false,
        version = version + 1, redo = ${json(redo)}
      where id = ${id} and state in ('completed', 'failed', 'cancelled') and not exists (
        select from pipeline.stages where build_id = ${id} and state <> 'done' and name <> all (${[...again]}::text[]))`,
  );
  if (count === 0) return false;
  await execute(
    tx,
    sql`insert into pipeline.stages (build_id, position, name, state)
      select ${id}, position, name, 'queued'
      from unnest(${[...STAGE_ORDER]}::text[]) with ordinality as stage (name, position)
      where name = any (${again}::text[])
      on conflict (build_id, name) do update set state = 'queued', position = excluded.position, done = 0,
        started_at = null, finished_at = null`,
  );
  return true;
}

export interface BuildModel {
  name: string;
  provider: string;
  offlineModel: boolean;
}

export async function setBuildModel(tx: Queryable, buildId: string, model: BuildModel): Promise<void> {
  await execute(tx, sql`update pipeline.builds set model = ${json(model)} where id = ${buildId}`);
}

/**
 * The model that the runs were made with; `undefined` before the first trajectory is in. Its name is empty where none has a
 * name: runs that crashed may have asked no model, and of recorded ones it may not be known.
 */
export async function readRunModel(db: Queryable, buildId: string): Promise<BuildModel | undefined> {
  return maybeOne(
    db,
    z.object({ name: z.string(), provider: z.string(), offlineModel: z.boolean() }),
    sql`select model as name, provider, bool_or(offline_model) over () as "offlineModel"
      from pipeline.trajectories where build_id = ${buildId} order by model = '', model, provider limit 1`,
  );
}
