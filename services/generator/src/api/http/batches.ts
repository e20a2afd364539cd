/** /v1/framework-batches: many sentences at once. */
import {
  BATCH_MEMBER_STATES,
  CreateFrameworkBatch,
  FrameworkBatch,
  FrameworkBatchMember,
  FrameworkBatchQuery,
  PageQuery,
  page,
} from '@nex/core';
import { eventStream, sendEvents } from '@nex/http';
import * as z from 'zod';
import {
  cancelBatch,
  createBatch,
  followBatch,
  getBatch,
  listBatches,
  listBatchMembers,
} from '../../batches.ts';
import { Id, IdempotencyHeader, type Route } from './route.ts';

const tags = ['framework batches'];
const ROOT = '/v1/framework-batches';

const create: Route = (app, context) => {
  app.post(
    ROOT,
    {
      schema: {
        tags,
        summary: 'Generate a framework from each of many sentences, or from sentences that are made',
        operationId: 'createFrameworkBatch',
        headers: IdempotencyHeader,
        body: CreateFrameworkBatch,
        response: { 202: FrameworkBatch },
      },
    },
    async (request, reply) => {
      reply.code(202);
      return createBatch(context, request.body, request.headers['idempotency-key']);
    },
  );
};

const list: Route = (app, context) => {
  app.get(
    ROOT,
    {
      schema: {
        tags,
        summary: 'List batches, newest first',
        operationId: 'listFrameworkBatches',
        querystring: FrameworkBatchQuery,
        response: { 200: page(FrameworkBatch) },
      },
    },
    (request) => listBatches(context, request.query),
  );
};

const get: Route = (app, context) => {
  app.get(
    `${ROOT}/:id`,
    {
      schema: {
        tags,
        summary: 'Read a batch: counts by state, usage, the grid and what is empty in it',
        operationId: 'getFrameworkBatch',
        params: Id,
        response: { 200: FrameworkBatch },
      },
    },
    (request) => getBatch(context, request.params.id),
  );
};

const members: Route = (app, context) => {
  app.get(
    `${ROOT}/:id/members`,
    {
      schema: {
        tags,
        summary: 'Members of a batch in the order of the request',
        operationId: 'listFrameworkBatchMembers',
        params: Id,
        querystring: PageQuery.extend({
          state: z.enum(BATCH_MEMBER_STATES).optional().describe('Only those in this state.'),
        }),
        response: { 200: page(FrameworkBatchMember) },
      },
    },
    (request) => listBatchMembers(context, request.params.id, request.query),
  );
};

const follow: Route = (app, context) => {
  app.get(
    `${ROOT}/:id/events`,
    {
      schema: {
        tags,
        summary: 'Follow a batch',
        operationId: 'followFrameworkBatch',
        params: Id,
        response: eventStream('Each holds the batch as it is then.'),
      },
    },
    (request, reply) =>
      sendEvents(request, reply, async function* (signal) {
        for await (const { version, batch } of followBatch(context, request.params.id, signal)) {
          yield { id: version, event: 'batch', data: batch };
        }
      }),
  );
};

const cancel: Route = (app, context) => {
  app.post(
    `${ROOT}/:id/cancel`,
    {
      schema: {
        tags,
        summary: 'Cancel a batch and the frameworks that it has under way',
        operationId: 'cancelFrameworkBatch',
        params: Id,
        response: { 200: FrameworkBatch },
      },
    },
    (request) => cancelBatch(context, request.params.id),
  );
};

export const BATCH_ROUTES: readonly Route[] = [create, list, get, members, follow, cancel];
