import { LEADER, TaskId, TEAM_USER, TeamTask, UpdateTeamTask } from '@nex/core';
import { inTeam } from '../../../teams/open-team.ts';
import { moveTask } from '../../../teams/tasks.ts';
import type { Operation } from '../index.ts';
import { RunId } from '../run-id.ts';

/** `PATCH /v1/teams/{id}/tasks/{taskId}`: 409 for what the status, a dependency or an assignee forbids. */
export const updateTeamTaskOperation: Operation = (app, context) => {
  app.patch(
    '/v1/teams/:id/tasks/:taskId',
    {
      schema: {
        tags: ['teams'],
        summary: 'Claim, release or complete a task of a team',
        operationId: 'updateTeamTask',
        params: RunId.extend({ taskId: TaskId.describe('Id of the task.') }),
        body: UpdateTeamTask,
        response: { 200: TeamTask },
      },
    },
    ({ params: { id, taskId }, body: { status, assignee = LEADER, resultSummary } }) =>
      inTeam(context.pool, { teamId: id }, (team) =>
        moveTask(team, { taskId, to: status, by: TEAM_USER, assignee, resultSummary }),
      ),
  );
};
