/** POST /v1/builds: the header `Idempotency-Key` makes the request repeatable. With `?dryRun=true` nothing is stored. */
import { Build, BuildEstimate, NexError } from '@nex/core';
import * as z from 'zod';
import { createBuild } from '../../builds/create-build.ts';
import { estimateBuild } from '../../builds/estimate-build.ts';
import { CreateBuildBody } from '../../builds/parse-spec.ts';
import type { Route } from './index.ts';

const MAX_KEY_LENGTH = 200;

export const createBuildRoute: Route = (app, context) => {
  app.post(
    '/v1/builds',
    {
      schema: {
        summary: 'Start a build, or with dryRun only check and estimate it',
        tags: ['builds'],
        querystring: z.object({ dryRun: z.enum(['true', 'false']).optional() }),
        body: CreateBuildBody,
        response: { 200: BuildEstimate, 202: Build },
      },
    },
    async (request, reply) => {
      if (request.query.dryRun === 'true') {
        return reply.code(200).send(await estimateBuild(context, request.body, AbortSignal.timeout(20_000)));
      }
      const build = await createBuild(context, request.body, {
        idempotencyKey: idempotencyKey(request.headers['idempotency-key']),
        signal: AbortSignal.timeout(20_000),
      });
      return reply.code(202).send(build);
    },
  );
};

function idempotencyKey(header: string | string[] | undefined): string | undefined {
  const key = Array.isArray(header) ? header[0] : header;
  if (key !== undefined && (key === '' || key.length > MAX_KEY_LENGTH)) {
    throw new NexError(
      'invalid_request',
      `The idempotency key has ${key.length} characters; 1 to ${MAX_KEY_LENGTH} are allowed.`,
      {
        where: 'headers.idempotency-key',
      },
    );
  }
  return key;
}
