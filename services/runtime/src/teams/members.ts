/** Teammates: who there is, who is at work, who comes and who goes. */
import { LEADER, NexError, type Teammate } from '@nex/core';
import { execute, many, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { RUN_COLUMNS, RunRow, TERMINAL } from '../store/run-row.ts';
import { checkAtWork, type OpenTeam } from './open-team.ts';

const Member = z.object({
  agent_id: z.string(),
  role: z.string(),
  removed: z.boolean(),
  run_ids: z.array(z.string()),
  /** Of the newest run. */
  run_state: z.string().nullable(),
});

/** Removed ones included, in order of coming. */
export async function listTeammates(on: Queryable, teamId: string): Promise<Teammate[]> {
  const rows = await many(
    on,
    Member,
    sql`select m.agent_id, m.role, m.removed, coalesce(array_agg(r.id order by t.number) filter (where r.id is not null),
        '{}') as run_ids, (array_agg(r.state order by t.number desc))[1] as run_state
      from runtime.team_members m
      left join runtime.team_runs t on t.root_run_id = m.root_run_id and t.agent_id = m.agent_id
      left join runtime.runs r on r.id = t.run_id
      where m.root_run_id = ${teamId}
      group by m.root_run_id, m.agent_id order by m.created_at, m.agent_id`,
  );
  return rows.map((row) => ({
    agentId: row.agent_id,
    role: row.role,
    state: row.removed ? 'removed' : stateOf(row.run_state),
    runIds: row.run_ids,
  }));
}

function stateOf(run: string | null): Teammate['state'] {
  if (run === 'waiting') return 'waiting';
  return run === 'queued' || run === 'running' ? 'working' : 'idle';
}

/** A new teammate of the role; it is idle until a message comes. Its id. */
export async function spawnTeammate(team: OpenTeam, role: string): Promise<string> {
  checkAtWork(team);
  const { on, id, row } = team;
  if (!Object.hasOwn(row.candidates, role)) {
    throw new NexError('invalid_request', `The team has no role ${role.slice(0, 80)}.`, {
      where: 'role_name',
      hint: `Roles: ${Object.keys(row.candidates).join(', ')}.`,
    });
  }
  const there = (await listTeammates(on, id)).filter((one) => one.state !== 'removed');
  if (there.length >= row.max_teammates) {
    throw new NexError('budget_exhausted', `The team may have ${row.max_teammates} teammates, and it has.`, {
      hint: 'Give the work to one that is there, or remove one first.',
    });
  }
  const member = await maybeOne(
    on,
    z.object({ agent_id: z.string() }),
    sql`insert into runtime.team_members (root_run_id, agent_id, role, number)
      select ${id}, ${role} || '-' || n, ${role}, n from (
        select coalesce(max(number), 0) + 1 as n from runtime.team_members
        where root_run_id = ${id} and role = ${role}) next
      returning agent_id`,
  );
  return member?.agent_id ?? '';
}

/** Its work is stopped, and its tasks are free for others. Nothing is waited for. */
export async function removeTeammate(team: OpenTeam, agentId: string): Promise<void> {
  checkAtWork(team);
  await findTeammate(team, agentId);
  const { on, id } = team;
  await execute(
    on,
    sql`update runtime.team_members set removed = true where root_run_id = ${id} and agent_id = ${agentId}`,
  );
  await execute(
    on,
    sql`update runtime.team_tasks set status = 'pending', assignee = null
      where root_run_id = ${id} and assignee = ${agentId} and status = 'in_progress'`,
  );
  await execute(
    on,
    sql`update runtime.runs set cancel_requested = true where state not in ${TERMINAL}
      and id in (select run_id from runtime.team_runs where root_run_id = ${id} and agent_id = ${agentId})`,
  );
}

/** Throws `not_found` for one that is not there or was removed. */
export async function findTeammate({ on, id }: OpenTeam, agentId: string): Promise<{ role: string }> {
  const there = (await listTeammates(on, id)).filter((one) => one.state !== 'removed');
  const found = there.find((one) => one.agentId === agentId);
  if (found) return found;
  throw new NexError('not_found', `There is no teammate ${agentId.slice(0, 80)}.`, {
    where: 'agent_id',
    hint: `There is: ${[LEADER, ...there.map((one) => one.agentId)].join(', ')}.`,
  });
}

const OpenRun = RunRow.extend({
  agent_id: z.string(),
  /** It waits, and somebody has still to decide. */
  asks: z.boolean(),
});
export type OpenTeamRun = z.infer<typeof OpenRun>;

/** Runs of teammates that are not at their end, oldest first: at most one of each. */
export function listOpenTeamRuns(on: Queryable, teamId: string): Promise<OpenTeamRun[]> {
  return many(
    on,
    OpenRun,
    sql`select ${RUN_COLUMNS}, t.agent_id, r.state = 'waiting' and exists (
        with recursive below as (
          select r.id as id
          union all
          select c.id from runtime.runs c join below b on c.parent_run_id = b.id)
        select 1 from runtime.permission_requests p join below b on b.id = p.run_id where p.decision is null) as asks
      from runtime.team_runs t join runtime.runs r on r.id = t.run_id
      where t.root_run_id = ${teamId} and r.state not in ${TERMINAL} order by r.id`,
  );
}
