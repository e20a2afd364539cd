/**
 * Whoever changes a team locks the row of its tree first, as every write to a tree does. So what is read here is the
 * newest and stays so until the change is durable, and of two who want the same task one comes second.
 */
import { isTerminal, type Json, NexError } from '@nex/core';
import { execute, json, maybeOne, type Pool, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import type { Claim } from '../store/claim.ts';
import { ClaimLost } from '../store/claim-lost.ts';
import { readRunRow } from '../store/find-runs.ts';
import { Count, type RunRow } from '../store/run-row.ts';

export const TeamRow = z.object({
  root_run_id: z.string(),
  candidates: z.record(z.string(), z.string()),
  max_teammates: z.number().int(),
  next_task: z.number().int(),
  nudges: z.number().int(),
  nudged_after: z.number().int(),
  finished: z.boolean(),
});
export type TeamRow = z.infer<typeof TeamRow>;

/** A team within a transaction that nobody else changes it beside. */
export interface OpenTeam {
  on: Queryable;
  id: string;
  row: TeamRow;
  /** The leader's run. */
  root: RunRow;
}

/**
 * Does the work and makes it durable, or nothing of it when the work throws. With a claim it is a worker's work: throws
 * `ClaimLost` when another has the tree. Throws `not_found`.
 */
export async function inTeam<T>(
  pool: Pool,
  { teamId, claim }: { teamId: string; claim?: Claim },
  work: (team: OpenTeam) => Promise<T>,
): Promise<T> {
  return pool.transaction(async (on) => {
    const tree = await maybeOne(
      on,
      z.object({ fence: Count }),
      sql`select fence from runtime.run_trees where root_run_id = ${teamId} for update`,
    );
    if (claim && tree?.fence !== claim.fence) throw new ClaimLost(teamId);
    const row = await findTeam(on, teamId);
    if (!row) throw teamNotFound(teamId);
    return work({ on, id: teamId, row, root: await readRunRow(on, teamId) });
  });
}

export function findTeam(on: Queryable, teamId: string): Promise<TeamRow | undefined> {
  return maybeOne(on, TeamRow, sql`select * from runtime.teams where root_run_id = ${teamId}`);
}

export function teamNotFound(teamId: string): NexError {
  return new NexError('not_found', `There is no team ${teamId.slice(0, 80)}.`, {
    where: 'id',
    hint: 'POST /v1/teams starts one; its id is the id of the leader’s run.',
  });
}

/** Throws `conflict` when the team is at its end. */
export function checkAtWork({ row, root }: OpenTeam): void {
  if (!row.finished && !isTerminal(root.state)) return;
  throw new NexError('conflict', 'The team has finished: nothing of it changes any more.', {
    where: 'id',
    hint: 'Start another team with POST /v1/teams.',
  });
}

/** From now on nobody of the team is sent anything. */
export async function markFinished({ on, id }: OpenTeam): Promise<void> {
  await execute(on, sql`update runtime.teams set finished = true where root_run_id = ${id}`);
}

/** An event of a run of the team, with the next number of the tree. */
export async function sayInTeam(
  { on, id }: OpenTeam,
  event: { runId: string; type: 'TEAM_MESSAGE'; data: { [key: string]: Json } },
): Promise<void> {
  await execute(
    on,
    sql`with tree as (
      update runtime.run_trees set event_sequence = event_sequence + 1 where root_run_id = ${id}
      returning event_sequence)
    insert into runtime.events (root_run_id, sequence, run_id, type, timestamp_ms, data)
    select ${id}, event_sequence, ${event.runId}, ${event.type},
      (extract(epoch from clock_timestamp()) * 1000)::bigint, ${json(event.data)}::jsonb from tree`,
  );
}
