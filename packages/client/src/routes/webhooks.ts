/** Webhooks: your server is told of what has ended. */
import {
  type CreateWebhook,
  type DeliveryQuery,
  page,
  type RotateWebhookSecret,
  type UpdateWebhook,
  Webhook,
  WebhookDelivery,
  WebhookSecret,
} from '@nex/core';
import type { CallOptions, Transport } from '../transport.ts';
import { type Page, type PageOptions, pageCall } from './paging.ts';

export interface WebhookRoutes {
  /** Newest first. */
  list(options?: PageOptions): Promise<Page<Webhook>>;
  /** With the secret, which is shown this once. */
  create(body: CreateWebhook, options?: CallOptions): Promise<WebhookSecret>;
  get(id: string, options?: CallOptions): Promise<Webhook>;
  /** What ends while it is switched off is not told. */
  update(id: string, body: UpdateWebhook, options?: CallOptions): Promise<Webhook>;
  /** With its deliveries. */
  remove(id: string, options?: CallOptions): Promise<void>;
  /** A new secret; for the grace events are signed with the one before, too. */
  rotate(id: string, body?: RotateWebhookSecret, options?: CallOptions): Promise<WebhookSecret>;
  /** Sends a test event. */
  test(id: string, options?: CallOptions): Promise<WebhookDelivery>;
  /** Newest first. */
  deliveries(
    id: string,
    options?: PageOptions & Pick<DeliveryQuery, 'state'>,
  ): Promise<Page<WebhookDelivery>>;
  /** Sends it once more, under the same id. */
  redeliver(id: string, deliveryId: string, options?: CallOptions): Promise<WebhookDelivery>;
}

export function webhookRoutes(transport: Transport): WebhookRoutes {
  const at = (id: string, rest = '') => `/v1/webhooks/${encodeURIComponent(id)}${rest}`;
  const [webhooks, deliveries] = [page(Webhook), page(WebhookDelivery)];
  return {
    list: (options = {}) => transport.json(webhooks, { path: '/v1/webhooks', ...pageCall(options) }),
    create: (body, options) =>
      transport.json(WebhookSecret, { method: 'POST', path: '/v1/webhooks', body, ...options }),
    get: (id, options) => transport.json(Webhook, { path: at(id), ...options }),
    update: (id, body, options) =>
      transport.json(Webhook, { method: 'PATCH', path: at(id), body, ...options }),
    async remove(id, options) {
      await transport.response({ method: 'DELETE', path: at(id), ...options });
    },
    rotate: (id, body = {}, options) =>
      transport.json(WebhookSecret, { method: 'POST', path: at(id, '/rotate'), body, ...options }),
    test: (id, options) =>
      transport.json(WebhookDelivery, { method: 'POST', path: at(id, '/test'), ...options }),
    deliveries: (id, options = {}) =>
      transport.json(deliveries, { path: at(id, '/deliveries'), ...pageCall(options) }),
    redeliver: (id, deliveryId, options) =>
      transport.json(WebhookDelivery, {
        method: 'POST',
        path: at(id, `/deliveries/${encodeURIComponent(deliveryId)}/redeliver`),
        ...options,
      }),
  };
}
