/** The operations on teams, one file each. A team's events and its end are those of its leader's run. */
import type { Operation } from '../index.ts';
import { createTeamTaskOperation } from './create-task.ts';
import { createTeamOperation } from './create-team.ts';
import { getTeamOperation } from './get-team.ts';
import { listTeamTasksOperation } from './list-tasks.ts';
import { sendTeamMessageOperation } from './send-message.ts';
import { updateTeamTaskOperation } from './update-task.ts';

export const TEAM_OPERATIONS = [
  createTeamOperation,
  getTeamOperation,
  sendTeamMessageOperation,
  listTeamTasksOperation,
  createTeamTaskOperation,
  updateTeamTaskOperation,
] as const satisfies readonly Operation[];
