/** `/v1/webhooks`: of the caller's own tenant. */
import {
  CreateWebhook,
  DeliveryId,
  DeliveryQuery,
  NexError,
  newId,
  page,
  RotateWebhookSecret,
  TEST_EVENT,
  toNexError,
  UpdateWebhook,
  Webhook,
  WebhookDelivery,
  WebhookId,
  WebhookQuery,
  WebhookSecret,
} from '@nex/core';
import { createEgressPolicy, type EgressPolicy } from '@nex/egress';
import type { HttpServer } from '@nex/http';
import * as z from 'zod';
import { callerOf } from '../access/caller.ts';
import type { Context } from '../context.ts';
import { addTestDelivery, listDeliveries, redeliver } from './delivery-store.ts';
import type { Relay } from './relay.ts';
import * as store from './webhook-store.ts';

const tags = ['webhooks'];
const params = z.object({ id: WebhookId.describe('Id of the webhook.') });

export function addWebhookRoutes(
  app: HttpServer,
  { poolOf, config, webhookSecrets: secrets }: Context,
  relay: Relay,
): void {
  const policy = createEgressPolicy(config.egress);

  app.get(
    '/v1/webhooks',
    {
      schema: {
        tags,
        operationId: 'listWebhooks',
        summary: 'List webhooks, newest first',
        querystring: WebhookQuery,
        response: { 200: page(Webhook) },
      },
    },
    (request) => store.listWebhooks(poolOf(callerOf(request).tenant), request.query),
  );
  app.post(
    '/v1/webhooks',
    {
      schema: {
        tags,
        operationId: 'createWebhook',
        summary: 'Have events sent to an address; the secret that they are signed with is shown this once',
        body: CreateWebhook,
        response: { 201: WebhookSecret },
      },
    },
    async (request, reply) => {
      const { tenant, actor } = callerOf(request);
      const url = checkTarget(policy, request.body.url);
      void reply.code(201);
      return store.createWebhook(poolOf(tenant), secrets, { ...request.body, url, tenant, createdBy: actor });
    },
  );
  app.get(
    '/v1/webhooks/:id',
    {
      schema: {
        tags,
        operationId: 'getWebhook',
        summary: 'Get a webhook',
        params,
        response: { 200: Webhook },
      },
    },
    (request) => store.findWebhook(poolOf(callerOf(request).tenant), request.params.id),
  );
  app.patch(
    '/v1/webhooks/:id',
    {
      schema: {
        tags,
        operationId: 'updateWebhook',
        summary: 'Change a webhook, or switch it on or off; what ends while it is off is not told',
        params,
        body: UpdateWebhook,
        response: { 200: Webhook },
      },
    },
    (request) => {
      const { tenant } = callerOf(request);
      const { url, ...rest } = request.body;
      const change = { ...rest, url: url === undefined ? undefined : checkTarget(policy, url) };
      return store.changeWebhook(poolOf(tenant), tenant, request.params.id, change);
    },
  );
  app.delete(
    '/v1/webhooks/:id',
    {
      schema: {
        tags,
        operationId: 'deleteWebhook',
        summary: 'Delete a webhook with its deliveries',
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await store.deleteWebhook(poolOf(callerOf(request).tenant), request.params.id);
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/v1/webhooks/:id/rotate',
    {
      schema: {
        tags,
        operationId: 'rotateWebhookSecret',
        summary: 'Give a webhook a new secret; for a while events are signed with the one before, too',
        params,
        body: RotateWebhookSecret.nullish(),
        response: { 200: WebhookSecret },
      },
    },
    (request) => {
      const { tenant } = callerOf(request);
      const { graceSeconds } = request.body ?? RotateWebhookSecret.parse({});
      return store.rotateWebhookSecret(poolOf(tenant), secrets, {
        tenant,
        id: request.params.id,
        graceSeconds,
      });
    },
  );
  app.post(
    '/v1/webhooks/:id/test',
    {
      schema: {
        tags,
        operationId: 'testWebhook',
        summary: 'Send a test event to a webhook',
        params,
        response: { 202: WebhookDelivery },
      },
    },
    async (request, reply) => {
      const { tenant } = callerOf(request);
      const { id, enabled } = await store.findWebhook(poolOf(tenant), request.params.id);
      if (!enabled) {
        throw new NexError('conflict', 'The webhook is switched off.', {
          where: 'id',
          hint: 'Switch it on first: PATCH /v1/webhooks/{id} with {"enabled": true}.',
        });
      }
      const delivery = await addTestDelivery(
        poolOf(tenant),
        { id, tenant },
        {
          id: `evt_${newId('delivery').slice('delivery_'.length)}`,
          type: TEST_EVENT,
          timestamp: new Date().toISOString(),
          tenant,
          data: { id, state: 'enabled', path: `/v1/webhooks/${id}` },
        },
      );
      relay.wake();
      void reply.code(202);
      return delivery;
    },
  );
  app.get(
    '/v1/webhooks/:id/deliveries',
    {
      schema: {
        tags,
        operationId: 'listDeliveries',
        summary: 'List what was sent to a webhook or waits for it, newest first',
        params,
        querystring: DeliveryQuery,
        response: { 200: page(WebhookDelivery) },
      },
    },
    async (request) => {
      const pool = poolOf(callerOf(request).tenant);
      const { id } = await store.findWebhook(pool, request.params.id);
      return listDeliveries(pool, id, request.query);
    },
  );
  app.post(
    '/v1/webhooks/:id/deliveries/:deliveryId/redeliver',
    {
      schema: {
        tags,
        operationId: 'redeliver',
        summary: 'Send an event once more, under the same id',
        params: params.extend({ deliveryId: DeliveryId.describe('Id of the delivery.') }),
        response: { 202: WebhookDelivery },
      },
    },
    async (request, reply) => {
      const pool = poolOf(callerOf(request).tenant);
      const { id } = await store.findWebhook(pool, request.params.id);
      const delivery = await redeliver(pool, id, request.params.deliveryId);
      relay.wake();
      void reply.code(202);
      return delivery;
    },
  );
}

/** As it is called. Throws `invalid_request`. */
function checkTarget(policy: EgressPolicy, text: string): string {
  try {
    const url = policy.checkUrl(text);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
    if (url.protocol === 'https:' || policy.isExempt(host, port)) return url.href;
  } catch (thrown) {
    const { code, message, hint } = toNexError(thrown);
    throw new NexError(code, message, { where: 'url', ...(hint && { hint }), cause: thrown });
  }
  throw new NexError('invalid_request', 'Events are sent over https only.', {
    where: 'url',
    hint: 'Give an https address, or have the host allowed by whoever runs the platform.',
  });
}
