/** GET /v1/builds/{id}/trajectories: by query and sample. */
import { BuildTrajectory, page, TrajectoryQuery } from '@nex/core';
import { noSuchBuild } from '../../builds/get-build.ts';
import { findBuild } from '../../store/build-row.ts';
import { listTrajectories } from '../../store/trajectory-list.ts';
import { BuildParams } from './build-params.ts';
import type { Route } from './index.ts';

const Trajectories = page(BuildTrajectory);

export const listTrajectoriesRoute: Route = (app, { pool }) => {
  app.get(
    '/v1/builds/:id/trajectories',
    {
      schema: {
        summary: 'List what became of the runs of a build',
        operationId: 'listBuildTrajectories',
        tags: ['builds'],
        params: BuildParams,
        querystring: TrajectoryQuery,
        response: { 200: Trajectories },
      },
    },
    async (request) => {
      const { id } = request.params;
      const row = await findBuild(pool, id);
      if (!row) throw noSuchBuild(id);
      return listTrajectories(pool, { id, redacted: row.spec.redaction !== undefined }, request.query);
    },
  );
};
