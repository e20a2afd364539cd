import { CreateTeamTask, TEAM_USER, TeamTask } from '@nex/core';
import { inTeam } from '../../../teams/open-team.ts';
import { createTask } from '../../../teams/tasks.ts';
import type { Operation } from '../index.ts';
import { RunId } from '../run-id.ts';

/** `POST /v1/teams/{id}/tasks`: the board wakes nobody; a message does. */
export const createTeamTaskOperation: Operation = (app, context) => {
  app.post(
    '/v1/teams/:id/tasks',
    {
      schema: {
        tags: ['teams'],
        summary: 'Put a task on the board of a team',
        operationId: 'createTeamTask',
        params: RunId,
        body: CreateTeamTask,
        response: { 201: TeamTask },
      },
    },
    async (request, reply) => {
      const task = await inTeam(context.pool, { teamId: request.params.id }, (team) =>
        createTask(team, request.body, TEAM_USER),
      );
      return reply.code(201).send(task);
    },
  );
};
