/** POST /v1/frameworks/{id}/cancel: ends one that is being made. */
import { Framework } from '@nex/core';
import { cancelFramework } from '../../frameworks.ts';
import { Id, type Route } from './route.ts';

export const cancelFrameworkRoute: Route = (app, context) => {
  app.post(
    '/v1/frameworks/:id/cancel',
    {
      schema: {
        tags: ['frameworks'],
        summary: 'Cancel a framework that is being generated',
        operationId: 'cancelFramework',
        params: Id,
        response: { 200: Framework },
      },
    },
    (request) => cancelFramework(context, request.params.id),
  );
};
