/** GET /v1/rollout-batches, GET /v1/rollout-batches/{id} and POST /v1/rollout-batches/{id}/cancel. */
import { page, RolloutBatch, RolloutBatchQuery } from '@nex/core';
import * as z from 'zod';
import type { Route } from '../../../api/http/index.ts';
import { cancelBatch, getBatch, listBatches } from '../../batches.ts';

const BatchParams = z.object({ id: z.string().min(1).max(100) });
const Batches = page(RolloutBatch);

/** Newest first. */
export const listBatchesRoute: Route = (app, context) => {
  app.get(
    '/v1/rollout-batches',
    {
      schema: {
        summary: 'List rollout batches',
        tags: ['rollouts'],
        operationId: 'listRolloutBatches',
        querystring: RolloutBatchQuery,
        response: { 200: Batches },
      },
    },
    (request) => listBatches(context, request.query),
  );
};

export const getBatchRoute: Route = (app, context) => {
  app.get(
    '/v1/rollout-batches/:id',
    {
      schema: {
        summary: 'Read a rollout batch: counts per state',
        tags: ['rollouts'],
        operationId: 'getRolloutBatch',
        params: BatchParams,
        response: { 200: RolloutBatch },
      },
    },
    (request) => getBatch(context, request.params.id),
  );
};

export const cancelBatchRoute: Route = (app, context) => {
  app.post(
    '/v1/rollout-batches/:id/cancel',
    {
      schema: {
        summary: 'Cancel a rollout batch; its complete groups stay to be leased',
        tags: ['rollouts'],
        operationId: 'cancelRolloutBatch',
        params: BatchParams,
        response: { 200: RolloutBatch },
      },
    },
    (request) => cancelBatch(context, request.params.id),
  );
};
