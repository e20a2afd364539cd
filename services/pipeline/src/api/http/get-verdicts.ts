/** GET /v1/trajectories/{runId}/verdicts. */
import { NexError, TrajectoryVerdicts } from '@nex/core';
import * as z from 'zod';
import { readTrajectoryVerdicts } from '../../store/trajectory-verdicts.ts';
import type { Route } from './index.ts';

export const getVerdictsRoute: Route = (app, { pool }) => {
  app.get(
    '/v1/trajectories/:runId/verdicts',
    {
      schema: {
        summary: 'Read everything that was found in a trajectory',
        operationId: 'getTrajectoryVerdicts',
        tags: ['trajectories'],
        params: z.object({ runId: z.string().min(1).max(200).describe('Id of the root run.') }),
        response: { 200: TrajectoryVerdicts },
      },
    },
    async (request) => {
      const { runId } = request.params;
      const found = await readTrajectoryVerdicts(pool, runId);
      if (found) return found;
      throw new NexError('not_found', `No build has a trajectory of the run ${runId}.`, {
        hint: 'GET /v1/builds/{id}/trajectories lists the runs of a build.',
      });
    },
  );
};
