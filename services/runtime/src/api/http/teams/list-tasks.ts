import { PageQuery, page, pageOfAll, TaskStatus, TeamTask } from '@nex/core';
import * as z from 'zod';
import { findTeam, teamNotFound } from '../../../teams/open-team.ts';
import { listTasks } from '../../../teams/tasks.ts';
import type { Operation } from '../index.ts';
import { RunId } from '../run-id.ts';

/** `GET /v1/teams/{id}/tasks`: the most urgent first. */
export const listTeamTasksOperation: Operation = (app, context) => {
  app.get(
    '/v1/teams/:id/tasks',
    {
      schema: {
        tags: ['teams'],
        summary: 'List the tasks of a team',
        operationId: 'listTeamTasks',
        params: RunId,
        querystring: PageQuery.extend({
          status: z.enum(TaskStatus.options).optional().describe('Only those of this status.'),
        }),
        response: { 200: page(TeamTask) },
      },
    },
    async (request) => {
      const { id } = request.params;
      if (!(await findTeam(context.pool, id))) throw teamNotFound(id);
      const tasks = await listTasks(context.pool, id, request.query.status);
      return pageOfAll(tasks, request.query, (task) => task.id);
    },
  );
};
