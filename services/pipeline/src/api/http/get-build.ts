/** GET /v1/builds/{id}. */
import { Build } from '@nex/core';
import { getBuild } from '../../builds/get-build.ts';
import { BuildParams } from './build-params.ts';
import type { Route } from './index.ts';

export const getBuildRoute: Route = (app, context) => {
  app.get(
    '/v1/builds/:id',
    {
      schema: {
        summary: 'Read a build',
        operationId: 'getBuild',
        tags: ['builds'],
        params: BuildParams,
        response: { 200: Build },
      },
    },
    (request) => getBuild(context, request.params.id),
  );
};
