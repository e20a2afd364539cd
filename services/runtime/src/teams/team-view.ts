/** A team as callers see it. */
import type { Team } from '@nex/core';
import type { Queryable } from '@nex/postgres';
import { findRun } from '../store/find-runs.ts';
import { listTeammates } from './members.ts';
import { findTeam, teamNotFound } from './open-team.ts';
import { listTasks } from './tasks.ts';

/** Throws `not_found`. */
export async function readTeam(on: Queryable, id: string): Promise<Team> {
  const row = await findTeam(on, id);
  if (!row) throw teamNotFound(id);
  return {
    id,
    leader: await findRun(on, id),
    roles: Object.keys(row.candidates),
    maxTeammates: row.max_teammates,
    teammates: await listTeammates(on, id),
    tasks: await listTasks(on, id),
  };
}
