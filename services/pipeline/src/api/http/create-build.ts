/** POST /v1/builds: the header `Idempotency-Key` makes the request repeatable. */
import { Build } from '@nex/core';
import { createBuild } from '../../builds/create-build.ts';
import { CreateBuildBody } from '../../builds/parse-spec.ts';
import { idempotencyKey } from './idempotency-key.ts';
import type { Route } from './index.ts';

export const createBuildRoute: Route = (app, context) => {
  app.post(
    '/v1/builds',
    {
      schema: { summary: 'Start a build', tags: ['builds'], body: CreateBuildBody, response: { 202: Build } },
    },
    async (request, reply) => {
      const build = await createBuild(context, request.body, {
        idempotencyKey: idempotencyKey(request.headers['idempotency-key']),
        signal: AbortSignal.timeout(20_000),
      });
      return reply.code(202).send(build);
    },
  );
};
