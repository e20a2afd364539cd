/** POST /v1/rollout-batches: the header `Idempotency-Key` makes the request repeatable. */
import { CreateRolloutBatch, RolloutBatchCreated } from '@nex/core';
import { idempotencyKey } from '../../../api/http/idempotency-key.ts';
import type { Route } from '../../../api/http/index.ts';
import { createBatch } from '../../create-batch.ts';

export const createBatchRoute: Route = (app, context) => {
  app.post(
    '/v1/rollout-batches',
    {
      schema: {
        summary: "Run tasks with a trainer's model",
        tags: ['rollouts'],
        operationId: 'createRolloutBatch',
        body: CreateRolloutBatch,
        response: { 202: RolloutBatchCreated },
      },
    },
    async (request, reply) => {
      const created = await createBatch(context, request.body, {
        idempotencyKey: idempotencyKey(request.headers['idempotency-key']),
        signal: AbortSignal.timeout(20_000),
      });
      return reply.code(202).send(created);
    },
  );
};
