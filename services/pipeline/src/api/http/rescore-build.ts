/** POST /v1/builds/{id}/rescore: what has a newer version judges the stored trajectories again. */
import { Rescore } from '@nex/core';
import * as z from 'zod';
import { rescoreBuild } from '../../builds/rescore-build.ts';
import { BuildParams } from './build-params.ts';
import type { Route } from './index.ts';

const Body = z.strictObject({ dryRun: z.boolean().default(false) }).prefault({});

export const rescoreBuildRoute: Route = (app, context) => {
  app.post(
    '/v1/builds/:id/rescore',
    {
      schema: {
        summary: 'Judge the trajectories of a finished build by newer checks and verifiers',
        operationId: 'rescoreBuild',
        tags: ['builds'],
        params: BuildParams,
        body: Body,
        response: { 200: Rescore, 202: Rescore },
      },
    },
    async (request, reply) => {
      const rescore = await rescoreBuild(context, request.params.id, request.body);
      return reply.code(rescore.started ? 202 : 200).send(rescore);
    },
  );
};
