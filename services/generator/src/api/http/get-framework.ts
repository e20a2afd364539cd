/** GET /v1/frameworks/{id}: state, steps and agents of one. */
import { Framework } from '@nex/core';
import { getFramework } from '../../frameworks.ts';
import { Id, type Route } from './route.ts';

export const getFrameworkRoute: Route = (app, context) => {
  app.get(
    '/v1/frameworks/:id',
    {
      schema: {
        tags: ['frameworks'],
        summary: 'Read a framework',
        operationId: 'getFramework',
        params: Id,
        response: { 200: Framework },
      },
    },
    (request) => getFramework(context, request.params.id),
  );
};
