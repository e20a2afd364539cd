import { createHash } from 'node:crypto';
import { canonicalJson, Trajectory } from '@nex/core';
import { isHeld } from '@nex/http';
import { gather } from '@nex/postgres';
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
    async (request, reply) => {
      const { id } = request.params;
      await openLog(context.pool, id);
      const trajectory = await readTrajectory(gather(context.pool), id);
      const digest = `sha256:${createHash('sha256').update(canonicalJson(trajectory)).digest('hex')}`;
      return isHeld(request, reply, digest, { pinned: false }) ? reply : trajectory;
    },
  );
};
