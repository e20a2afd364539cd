import { Trajectory } from '@nex/core';
import { openLog } from '../../store/packed-logs.ts';
import { readTrajectory } from '../../trajectory/read-trajectory.ts';
import type { Operation } from './index.ts';
import { RunId } from './run-id.ts';

/** `GET /v1/runs/{id}/trajectory`: 409 until the run is terminal. */
export const getTrajectoryOperation: Operation = (app, context) => {
  app.get(
    '/v1/runs/:id/trajectory',
    {
      schema: {
        tags: ['runs'],
        summary: 'Read everything that happened in a run and in all runs below it',
        operationId: 'getTrajectory',
        params: RunId,
        response: { 200: Trajectory },
      },
    },
    async ({ params: { id } }) => {
      await openLog(context.pool, id);
      return readTrajectory(context.pool, id);
    },
  );
};
