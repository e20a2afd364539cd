import { CreateTeam, Run } from '@nex/core';
import { createTeam } from '../../../teams/create-team.ts';
import type { Operation } from '../index.ts';
import { tenantOf } from '../own-routes.ts';

/** `POST /v1/teams`: the team's id is the id of the run that it answers. */
export const createTeamOperation: Operation = (app, context) => {
  app.post(
    '/v1/teams',
    {
      schema: {
        tags: ['teams'],
        summary: 'Set a leader to work that fills roles with teammates',
        operationId: 'createTeam',
        body: CreateTeam,
        response: { 202: Run },
      },
    },
    async (request, reply) => {
      const header = request.headers['idempotency-key'];
      const idempotencyKey = request.body.idempotencyKey ?? (typeof header === 'string' ? header : undefined);
      const team = await createTeam(context, tenantOf(request), { ...request.body, idempotencyKey });
      return reply.code(202).send(team);
    },
  );
};
