/** POST /v1/builds/{id}/cancel. */
import { Build } from '@nex/core';
import { cancelBuild } from '../../builds/cancel-build.ts';
import { BuildParams } from './build-params.ts';
import type { Route } from './index.ts';

export const cancelBuildRoute: Route = (app, context) => {
  app.post(
    '/v1/builds/:id/cancel',
    {
      schema: {
        summary: 'Cancel a build',
        operationId: 'cancelBuild',
        tags: ['builds'],
        params: BuildParams,
        response: { 200: Build },
      },
    },
    (request) => cancelBuild(context, request.params.id),
  );
};
