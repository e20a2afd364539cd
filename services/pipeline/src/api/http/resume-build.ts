/** POST /v1/builds/{id}/resume: a failed or paused build goes on where it stopped. */
import { Build } from '@nex/core';
import { resumeBuild } from '../../builds/resume-build.ts';
import { BuildParams } from './build-params.ts';
import type { Route } from './index.ts';

export const resumeBuildRoute: Route = (app, context) => {
  app.post(
    '/v1/builds/:id/resume',
    {
      schema: {
        summary: 'Resume a failed or paused build',
        operationId: 'resumeBuild',
        tags: ['builds'],
        params: BuildParams,
        response: { 200: Build },
      },
    },
    (request) => resumeBuild(context, request.params.id),
  );
};
