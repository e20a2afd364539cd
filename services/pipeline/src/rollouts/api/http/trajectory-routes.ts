/** POST /v1/trajectories:lease and POST /v1/trajectories:ack. */
import { AckTrajectories, LeaseTrajectories, TrajectoriesAcked, TrajectoryLease } from '@nex/core';
import { clientSignal } from '@nex/http';
import type { Route } from '../../../api/http/index.ts';
import { ackTrajectories } from '../../ack-trajectories.ts';
import { leaseTrajectories } from '../../lease-trajectories.ts';

export const leaseRoute: Route = (app, context) => {
  app.post(
    '/v1/trajectories::lease',
    {
      schema: {
        summary: 'Take complete groups of trajectories for a while; waits for the first one',
        tags: ['rollouts'],
        operationId: 'leaseTrajectories',
        body: LeaseTrajectories,
        response: { 200: TrajectoryLease },
      },
    },
    async (request) => {
      using client = clientSignal(request);
      return await leaseTrajectories(context, request.body, client.signal);
    },
  );
};

export const ackRoute: Route = (app, context) => {
  app.post(
    '/v1/trajectories::ack',
    {
      schema: {
        summary: 'Say what became of leased trajectories; whole or not at all',
        tags: ['rollouts'],
        operationId: 'ackTrajectories',
        body: AckTrajectories,
        response: { 200: TrajectoriesAcked },
      },
    },
    (request) => ackTrajectories(context, request.body),
  );
};
