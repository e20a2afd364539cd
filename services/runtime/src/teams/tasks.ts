/** The task board. Every change is made within the team's lock, so a task has one assignee whoever asks at the same time. */
import {
  type CreateTeamTask,
  LEADER,
  mayTaskBecome,
  NexError,
  type TaskStatus,
  TEAM_USER,
  TeamTask,
} from '@nex/core';
import { cleanText, execute, many, type Queryable, sql } from '@nex/postgres';
import * as z from 'zod';
import { findTeammate } from './members.ts';
import { checkAtWork, type OpenTeam } from './open-team.ts';

const MAX_TASKS = 1000;
const MAX_SLUG_CHARS = 40;

const Row = z
  .object({
    id: z.string(),
    title: z.string(),
    description: z.string(),
    priority: z.number().int(),
    dependencies: z.array(z.string()),
    status: TeamTask.shape.status,
    assignee: z.string().nullable(),
    deliverable: z.string(),
    result_summary: z.string().nullable(),
    created_by: z.string(),
  })
  .transform(({ result_summary: resultSummary, created_by: createdBy, ...rest }) => ({
    ...rest,
    resultSummary,
    createdBy,
  }));

/** The most urgent first, then in order of making. */
export function listTasks(on: Queryable, teamId: string, status?: TaskStatus): Promise<TeamTask[]> {
  return many(
    on,
    Row,
    sql`select id, title, description, priority, dependencies, status, assignee, deliverable, result_summary, created_by
      from runtime.team_tasks where root_run_id = ${teamId} and (${status ?? null}::text is null or status = ${status ?? null})
      order by priority desc, position`,
  );
}

/** Throws `conflict` for an id that is taken, `not_found` for a dependency that is not there. */
export async function createTask(
  team: OpenTeam,
  { id: given, title, description = '', priority = 0, dependencies = [] }: CreateTeamTask,
  createdBy: string,
): Promise<TeamTask> {
  checkAtWork(team);
  const tasks = await listTasks(team.on, team.id);
  const ids = new Set(tasks.map((task) => task.id));
  if (tasks.length >= MAX_TASKS) {
    throw new NexError('budget_exhausted', `A team may have ${MAX_TASKS} tasks, and they are used up.`);
  }
  if (given !== undefined && ids.has(given)) {
    throw new NexError('conflict', `There is a task ${given} already.`, {
      where: 'task_id',
      hint: 'Leave task_id out to get the next free one.',
    });
  }
  for (const dependency of dependencies) if (!ids.has(dependency)) throw taskNotFound(dependency, ids);
  let next = team.row.next_task;
  while (given === undefined && ids.has(numbered(next))) next += 1;
  const id = given ?? numbered(next);
  const deliverable = `.nexau/tasks/${[id, slugOf(title)].filter(Boolean).join('-')}.md`;
  await execute(
    team.on,
    sql`insert into runtime.team_tasks (root_run_id, id, position, title, description, priority, dependencies, status,
        deliverable, created_by)
      values (${team.id}, ${id}, ${tasks.length}, ${cleanText(title)}, ${cleanText(description)}, ${priority}, ${[...new Set(dependencies)]},
        'pending', ${deliverable}, ${createdBy})`,
  );
  if (given === undefined) {
    await execute(
      team.on,
      sql`update runtime.teams set next_task = ${next + 1} where root_run_id = ${team.id}`,
    );
  }
  return findTask(team, id);
}

export interface TaskMove {
  taskId: string;
  to: TaskStatus;
  /** Who wants it: the leader and the user may move every task, a teammate its own. */
  by: string;
  /** Who gets a task that is claimed. Default: who wants it. */
  assignee?: string | undefined;
  resultSummary?: string | undefined;
}

/** Claims, releases or completes. Throws `conflict` for what the status, a dependency or the assignee forbids. */
export async function moveTask(team: OpenTeam, move: TaskMove): Promise<TeamTask> {
  checkAtWork(team);
  const { to, by, resultSummary } = move;
  const task = await findTask(team, move.taskId);
  if (!mayTaskBecome(task.status, to)) throw forbidden(task, to);
  const mayMoveAll = by === LEADER || by === TEAM_USER;
  if (task.status === 'in_progress' && task.assignee !== by && !mayMoveAll) {
    throw new NexError('conflict', `${task.id} is ${task.assignee}’s task.`, {
      hint: 'Ask its assignee or the leader.',
    });
  }
  let assignee = to === 'pending' ? null : task.assignee;
  if (to === 'in_progress') {
    assignee = move.assignee ?? by;
    if (assignee !== by && !mayMoveAll) {
      throw new NexError('conflict', 'A teammate claims tasks for itself only.', {
        hint: 'Leave assignee_agent_id out.',
      });
    }
    if (assignee !== LEADER) await findTeammate(team, assignee);
    await checkDependencies(team, task);
  }
  await execute(
    team.on,
    sql`update runtime.team_tasks set status = ${to}, assignee = ${assignee},
        result_summary = coalesce(${resultSummary === undefined ? null : cleanText(resultSummary)}, result_summary)
      where root_run_id = ${team.id} and id = ${task.id}`,
  );
  return findTask(team, task.id);
}

async function checkDependencies(team: OpenTeam, task: TeamTask): Promise<void> {
  const completed = new Set((await listTasks(team.on, team.id, 'completed')).map((one) => one.id));
  const open = task.dependencies.filter((id) => !completed.has(id));
  if (open.length === 0) return;
  throw new NexError('conflict', `${task.id} waits for ${open.join(', ')}.`, {
    hint: 'Complete them first, or claim another task.',
  });
}

async function findTask({ on, id }: OpenTeam, taskId: string): Promise<TeamTask> {
  const tasks = await listTasks(on, id);
  const task = tasks.find((one) => one.id === taskId);
  if (task) return task;
  throw taskNotFound(taskId, new Set(tasks.map((one) => one.id)));
}

function taskNotFound(taskId: string, ids: ReadonlySet<string>): NexError {
  return new NexError('not_found', `There is no task ${taskId.slice(0, 80)}.`, {
    where: 'task_id',
    hint: ids.size === 0 ? 'The board is empty.' : `There is: ${[...ids].slice(0, 50).join(', ')}.`,
  });
}

function forbidden({ id, status, assignee }: TeamTask, to: TaskStatus): NexError {
  if (status === 'completed') {
    return new NexError('conflict', `${id} is completed: it does not change any more.`, {
      hint: 'Make another task for what is left to do.',
    });
  }
  if (status === 'in_progress') {
    return new NexError('conflict', `${id} is in progress: ${assignee} has it.`, {
      hint: 'Take another task; list_tasks shows those that are pending.',
    });
  }
  return new NexError('conflict', `${id} is pending: it cannot become ${to}.`, {
    hint: 'Claim it first.',
  });
}

function numbered(n: number): string {
  return `T-${String(n).padStart(3, '0')}`;
}

/** For a file name; empty for a title without letters of the Latin alphabet. */
function slugOf(title: string): string {
  const words = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return words.slice(0, MAX_SLUG_CHARS).replaceAll(/^-+|-+$/g, '');
}
