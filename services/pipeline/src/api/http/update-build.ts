/** PATCH /v1/builds/{id}: another budget or concurrency, while the build is under way. */
import { Build, UpdateBuild } from '@nex/core';
import { updateBuild } from '../../builds/update-build.ts';
import { BuildParams } from './build-params.ts';
import type { Route } from './index.ts';

export const updateBuildRoute: Route = (app, context) => {
  app.patch(
    '/v1/builds/:id',
    {
      schema: {
        summary: 'Change the budget or the concurrency of a build',
        operationId: 'updateBuild',
        tags: ['builds'],
        params: BuildParams,
        body: UpdateBuild,
        response: { 200: Build },
      },
    },
    (request) => updateBuild(context, request.params.id, request.body),
  );
};
