/** Tells the leader when a teammate's run failed: once each, also when the worker that saw it died. */
import { FailureShape, LEADER } from '@nex/core';
import { execute, many, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import type { Context } from '../context.ts';
import type { Claim } from '../store/claim.ts';
import { sendMessage } from './messages.ts';
import { inTeam } from './open-team.ts';

export async function tellFailures(
  { pool, bus }: Context,
  locked: { teamId: string; claim: Claim },
): Promise<void> {
  const { teamId } = locked;
  if ((await listUntold(pool, teamId)).length === 0) return;
  await inTeam(pool, locked, async (team) => {
    if (team.row.finished) return;
    for (const { agent_id: from, run_id: runId, failure } of await listUntold(team.on, teamId)) {
      const input = `My run failed: ${failure?.message ?? 'the reason is not known.'} I am idle; another message makes me go on.`;
      await sendMessage(team, { from, to: LEADER, input });
      await execute(
        team.on,
        sql`update runtime.team_members set failure_told = ${runId}
          where root_run_id = ${teamId} and agent_id = ${from}`,
      );
    }
  });
  bus.treeChanged(teamId);
}

const Untold = z.object({ agent_id: z.string(), run_id: z.string(), failure: FailureShape.nullable() });

/** Failures of the newest runs of teammates. */
function listUntold(on: Queryable, teamId: string): Promise<z.infer<typeof Untold>[]> {
  return many(
    on,
    Untold,
    sql`select m.agent_id, r.id as run_id, r.failure
      from runtime.team_members m
      cross join lateral (select run_id from runtime.team_runs t
        where t.root_run_id = m.root_run_id and t.agent_id = m.agent_id order by t.number desc limit 1) newest
      join runtime.runs r on r.id = newest.run_id
      where m.root_run_id = ${teamId} and not m.removed and r.state = 'failed'
        and m.failure_told is distinct from r.id order by r.id`,
  );
}
