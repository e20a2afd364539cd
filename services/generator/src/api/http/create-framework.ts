/** POST /v1/frameworks: a sentence becomes a framework. */
import { CreateFramework, Framework } from '@nex/core';
import { createFramework } from '../../frameworks.ts';
import { IdempotencyHeader, type Route } from './route.ts';

export const createFrameworkRoute: Route = (app, context) => {
  app.post(
    '/v1/frameworks',
    {
      schema: {
        tags: ['frameworks'],
        summary: 'Generate a framework from a sentence',
        operationId: 'createFramework',
        headers: IdempotencyHeader,
        body: CreateFramework,
        response: { 202: Framework },
      },
    },
    async (request, reply) => {
      reply.code(202);
      return createFramework(context, request.body, request.headers['idempotency-key']);
    },
  );
};
