/** POST /v1/builds: the header `Idempotency-Key` makes the request repeatable. With `?dryRun=true` nothing is stored. */
import { Build, BuildEstimate } from '@nex/core';
import * as z from 'zod';
import { createBuild } from '../../builds/create-build.ts';
import { estimateBuild } from '../../builds/estimate-build.ts';
import { CreateBuildBody } from '../../builds/parse-spec.ts';
import { idempotencyKey } from './idempotency-key.ts';
import type { Route } from './index.ts';

export const createBuildRoute: Route = (app, context) => {
  app.post(
    '/v1/builds',
    {
      schema: {
        summary: 'Start a build, or with dryRun only check and estimate it',
        operationId: 'createBuild',
        tags: ['builds'],
        querystring: z.object({
          dryRun: z
            .enum(['true', 'false'])
            .optional()
            .describe('`true`: only check and estimate; nothing is stored.'),
          askModels: z
            .enum(['true', 'false'])
            .optional()
            .describe(
              '`true`, with dryRun: also asks each model one short question, to see whether it answers.',
            ),
        }),
        body: CreateBuildBody,
        response: { 200: BuildEstimate, 202: Build },
      },
    },
    async (request, reply) => {
      if (request.query.dryRun === 'true') {
        const asksModels = request.query.askModels === 'true';
        const signal = AbortSignal.timeout(20_000);
        return reply.code(200).send(await estimateBuild(context, request.body, { asksModels, signal }));
      }
      const build = await createBuild(context, request.body, {
        idempotencyKey: idempotencyKey(request.headers['idempotency-key']),
        signal: AbortSignal.timeout(20_000),
      });
      return reply.code(202).send(build);
    },
  );
};
