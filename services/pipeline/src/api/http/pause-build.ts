/** POST /v1/builds/{id}/pause: what is under way ends, and nothing more is begun. */
import { Build } from '@nex/core';
import { pauseBuild } from '../../builds/pause-build.ts';
import { BuildParams } from './build-params.ts';
import type { Route } from './index.ts';

export const pauseBuildRoute: Route = (app, context) => {
  app.post(
    '/v1/builds/:id/pause',
    {
      schema: {
        summary: 'Pause a build',
        operationId: 'pauseBuild',
        tags: ['builds'],
        params: BuildParams,
        response: { 200: Build },
      },
    },
    (request) => pauseBuild(context, request.params.id),
  );
};
