import { SendTeamMessage, TEAM_USER, Team } from '@nex/core';
import { sendMessage } from '../../../teams/messages.ts';
import { inTeam } from '../../../teams/open-team.ts';
import { readTeam } from '../../../teams/team-view.ts';
import type { Operation } from '../index.ts';
import { RunId } from '../run-id.ts';

/** `POST /v1/teams/{id}/messages`: to the leader, unless it names a teammate. 409 when the team has finished. */
export const sendTeamMessageOperation: Operation = (app, context) => {
  app.post(
    '/v1/teams/:id/messages',
    {
      schema: {
        tags: ['teams'],
        summary: 'Say something to an agent of a team',
        operationId: 'sendTeamMessage',
        params: RunId,
        body: SendTeamMessage,
        response: { 202: Team },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { to, input } = request.body;
      await inTeam(context.pool, { teamId: id }, (team) => sendMessage(team, { from: TEAM_USER, to, input }));
      context.bus.treeChanged(id);
      return reply.code(202).send(await readTeam(context.pool, id));
    },
  );
};
