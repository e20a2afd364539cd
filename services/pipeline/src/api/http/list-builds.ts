/** GET /v1/builds: newest first. */
import { Build, BuildQuery, page } from '@nex/core';
import { listSnapshots } from '../../store/snapshots.ts';
import type { Route } from './index.ts';

const Builds = page(Build);

export const listBuildsRoute: Route = (app, context) => {
  app.get(
    '/v1/builds',
    {
      schema: {
        summary: 'List builds',
        operationId: 'listBuilds',
        tags: ['builds'],
        querystring: BuildQuery,
        response: { 200: Builds },
      },
    },
    (request) => listSnapshots(context.pool, request.query),
  );
};
