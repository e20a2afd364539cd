/** GET /v1/activity/frameworks. */
import { ActivityQuery, OwnUse } from '@nex/core';
import { readOwnUse } from '../../store/own-use.ts';
import type { Route } from './route.ts';

export const frameworksUseRoute: Route = (app, context) => {
  app.get(
    '/v1/activity/frameworks',
    {
      schema: {
        tags: ['frameworks'],
        summary: 'Read what making frameworks used lately, without the runs of their trials',
        operationId: 'getFrameworksUse',
        querystring: ActivityQuery,
        response: { 200: OwnUse },
      },
    },
    (request) => readOwnUse(context.pool, request.query.span),
  );
};
