/**
 * What a leader does that has nothing to do: it waits as long as a message may come. When nobody is at work and nothing
 * waits, none will, so it is reminded; when it has said nothing but text three times in a row, the team is at its end.
 */
import { LEADER, textMessage } from '@nex/core';
import { execute, maybeOne, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { putInInbox } from '../store/inbox.ts';
import { listOpenTeamRuns, listTeammates } from './members.ts';
import { markFinished, type OpenTeam, sayInTeam } from './open-team.ts';
import { listTasks } from './tasks.ts';

/** Answers in a row without a tool call, with nobody at work, that end the team. */
const TEXT_ANSWERS = 3;
/** Sender of reminders. */
const PLATFORM = 'team';

export type Rest =
  /** Messages wait for the leader, or a decision that it waited for was made. */
  | 'go_on'
  /** Somebody is at work. */
  | 'wait'
  /** Everybody who has work waits for a person. */
  | 'pause'
  | 'end';

export type LeaderOutcome = 'answered' | 'stop_tool' | 'permission_pending';

/** Whether the leader has something to decide while others are at work. Needs no lock. */
export async function hasNews(on: Queryable, teamId: string): Promise<boolean> {
  const row = await maybeOne(
    on,
    z.object({ news: z.boolean() }),
    sql`select t.finished or r.inbox_count > r.inbox_taken as news
      from runtime.teams t join runtime.runs r on r.id = t.root_run_id where t.root_run_id = ${teamId}`,
  );
  return row?.news ?? true;
}

/** Decides within the team's lock; the end is durable with the decision. */
export async function restLeader(team: OpenTeam, outcome: LeaderOutcome): Promise<Rest> {
  const { on, id, root, row } = team;
  const runs = await listOpenTeamRuns(on, id);
  const atWork = runs.some((run) => !run.asks);
  if (outcome === 'permission_pending') {
    if (!(await leaderAsks(on, id))) return 'go_on';
    return atWork ? 'wait' : 'pause';
  }
  if (root.inbox_count > root.inbox_taken) return 'go_on';
  if (row.finished) return 'end';
  if (runs.length > 0) return atWork ? 'wait' : 'pause';
  if (outcome === 'answered' && (await remind(team))) return 'go_on';
  await markFinished(team);
  return 'end';
}

/** False when the leader was reminded often enough. */
async function remind(team: OpenTeam): Promise<boolean> {
  const { on, id, row } = team;
  const answers = await countAnswers(on, id);
  // The reminder before was followed by this answer alone: the leader called no tool in between.
  const nudges = row.nudged_after === answers - 1 ? row.nudges + 1 : 1;
  if (nudges >= TEXT_ANSWERS) return false;
  await execute(
    on,
    sql`update runtime.teams set nudges = ${nudges}, nudged_after = ${answers} where root_run_id = ${id}`,
  );
  const content = await reminder(team);
  await putInInbox(on, id, textMessage('user', `[Team]: ${content}`));
  await sayInTeam(team, {
    runId: id,
    type: 'TEAM_MESSAGE',
    data: { from: PLATFORM, to: LEADER, content },
  });
  return true;
}

async function reminder({ on, id }: OpenTeam): Promise<string> {
  const teammates = (await listTeammates(on, id)).filter((one) => one.state !== 'removed');
  const tasks = (await listTasks(on, id)).filter((task) => task.status !== 'completed');
  const who = teammates.length === 0 ? 'You have no teammates' : 'All teammates are idle';
  const open = tasks.map((task) => `${task.id} (${task.status})`).join(', ');
  const board = tasks.length === 0 ? 'No task is open.' : `Open tasks: ${open}.`;
  return `${who}, and no message waits. ${board} A text alone reaches nobody: give out work with message, or call finish_team when all is done.`;
}

async function countAnswers(on: Queryable, runId: string): Promise<number> {
  const row = await maybeOne(
    on,
    z.object({ answers: z.number().int() }),
    sql`select coalesce(max(iteration), 0)::int as answers from runtime.model_steps where run_id = ${runId}`,
  );
  return row?.answers ?? 0;
}

/** Whether calls of the leader or of its sub-agents wait for a decision. */
async function leaderAsks(on: Queryable, teamId: string): Promise<boolean> {
  const row = await maybeOne(
    on,
    z.object({ asks: z.boolean() }),
    sql`with recursive below as (
      select ${teamId}::text as id
      union all
      select c.id from runtime.runs c join below b on c.parent_run_id = b.id
        where not exists (select 1 from runtime.team_runs t where t.run_id = c.id))
    select exists (select 1 from runtime.permission_requests p join below b on b.id = p.run_id
      where p.decision is null) as asks`,
  );
  return row?.asks ?? false;
}
