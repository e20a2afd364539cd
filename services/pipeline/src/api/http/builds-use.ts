/** GET /v1/activity/builds. */
import { ActivityQuery, OwnUse } from '@nex/core';
import { readOwnUse } from '../../store/own-use.ts';
import type { Route } from './index.ts';

export const buildsUseRoute: Route = (app, context) => {
  app.get(
    '/v1/activity/builds',
    {
      schema: {
        tags: ['builds'],
        summary: 'Read what the own model calls of builds used lately: queries, verifiers, judges',
        operationId: 'getBuildsUse',
        querystring: ActivityQuery,
        response: { 200: OwnUse },
      },
    },
    (request) => readOwnUse(context.pool, request.query.span),
  );
};
