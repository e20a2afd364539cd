import { Team } from '@nex/core';
import { readTeam } from '../../../teams/team-view.ts';
import type { Operation } from '../index.ts';
import { RunId } from '../run-id.ts';

/** `GET /v1/teams/{id}`. */
export const getTeamOperation: Operation = (app, context) => {
  app.get(
    '/v1/teams/:id',
    {
      schema: {
        tags: ['teams'],
        summary: 'Read a team: its leader, its teammates and its tasks',
        operationId: 'getTeam',
        params: RunId,
        response: { 200: Team },
      },
    },
    (request) => readTeam(context.pool, request.params.id),
  );
};
