/** Changes of a build's state. Each raises the version, so that watchers see it. */
import type { Failure } from '@nex/core';
import { execute, json, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import type { Claim } from './claim.ts';

/** Ends a claimed build. False when the claim is no longer the newest. */
export async function finishBuild(
  tx: Queryable,
  claim: Claim,
  end: { state: 'completed' | 'failed' | 'cancelled'; failure?: Failure },
): Promise<boolean> {
  const count = await execute(
    tx,
    sql`update pipeline.builds set state = ${end.state}, failure = ${end.failure ? json(end.failure) : null}::jsonb,
        finished_at = now(), version = version + 1
      where id = ${claim.buildId} and fence = ${claim.fence} and state = 'running'`,
  );
  return count > 0;
}

const Heartbeat = z.object({ cancel_requested: z.boolean() });

/** Raises the version if asked and reads the wish to cancel; `undefined` when the claim is no longer the newest. */
export async function beat(tx: Queryable, claim: Claim, changed: boolean) {
  return maybeOne(
    tx,
    Heartbeat,
    changed
      ? sql`update pipeline.builds set version = version + 1
          where id = ${claim.buildId} and fence = ${claim.fence} and state = 'running' returning cancel_requested`
      : sql`select cancel_requested from pipeline.builds
          where id = ${claim.buildId} and fence = ${claim.fence} and state = 'running'`,
  );
}

/** Notes the wish to cancel; a build that nobody has taken up yet ends at once. False when the build is terminal. */
export async function requestCancel(db: Queryable, id: string): Promise<boolean> {
  const count = await execute(
    db,
    sql`update pipeline.builds set cancel_requested = true, version = version + 1,
        state = case when state = 'queued' and fence = 0 then 'cancelled' else state end,
        finished_at = case when state = 'queued' and fence = 0 then now() end
      where id = ${id} and state in ('queued', 'running')`,
  );
  return count > 0;
}

/** Puts a failed build back into the queue. False when it is not failed. */
export async function requeueBuild(tx: Queryable, id: string): Promise<boolean> {
  const count = await execute(
    tx,
    sql`update pipeline.builds set state = 'queued', failure = null, finished_at = null, cancel_requested = false,
        version = version + 1
      where id = ${id} and state = 'failed'`,
  );
  if (count === 0) return false;
  await execute(
    tx,
    sql`update pipeline.stages set state = 'queued', finished_at = null where build_id = ${id} and state = 'failed'`,
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

/** The model that the runs were made with; `undefined` before the first trajectory is in. */
export async function readRunModel(db: Queryable, buildId: string): Promise<BuildModel | undefined> {
  return maybeOne(
    db,
    z.object({ name: z.string(), provider: z.string(), offlineModel: z.boolean() }),
    sql`select model as name, provider, bool_or(offline_model) over () as "offlineModel"
      from pipeline.trajectories where build_id = ${buildId} order by model, provider limit 1`,
  );
}
