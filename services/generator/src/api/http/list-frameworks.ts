/** GET /v1/frameworks: newest first, in pages. */
import { Framework, FrameworkQuery, page } from '@nex/core';
import { listFrameworks } from '../../frameworks.ts';
import type { Route } from './route.ts';

export const listFrameworksRoute: Route = (app, context) => {
  app.get(
    '/v1/frameworks',
    {
      schema: {
        tags: ['frameworks'],
        summary: 'List frameworks, newest first',
        operationId: 'listFrameworks',
        querystring: FrameworkQuery,
        response: { 200: page(Framework) },
      },
    },
    (request) => listFrameworks(context, request.query),
  );
};
