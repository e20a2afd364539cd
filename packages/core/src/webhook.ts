/** Telling somebody else's server of what has ended: subscriptions, what is sent, and how that went. */
import * as z from 'zod';
import { PageQuery, Time } from './api.ts';
import { RunOutcome } from './run-outcome.ts';

/** Each has a service that knows what ended. */
export const ENDING_EVENTS = [
  'run.ended',
  /** Of the runs that the platform makes by itself: for builds, trials of frameworks, and rollouts. */
  'platform_run.ended',
  'build.ended',
  'framework.ended',
] as const;
export const EndingEvent = z.enum(ENDING_EVENTS);
export type EndingEvent = z.infer<typeof EndingEvent>;

/** Sent when somebody asks for it. */
export const TEST_EVENT = 'webhook.test';

const Target = z.string().max(2000).describe('Where events are sent: https, on the public internet.');
const Description = z
  .string()
  .max(200)
  .regex(/^\P{Cc}*$/u, 'no control characters');
const Events = z
  .array(EndingEvent)
  .min(1)
  .max(ENDING_EVENTS.length)
  .transform((events) => [...new Set(events)]);

export const WebhookId = z.string().regex(/^hook_[0-9a-z]{1,40}$/, 'the id of a webhook');
export const DeliveryId = z.string().regex(/^delivery_[0-9a-z]{1,40}$/, 'the id of a delivery');

export const Webhook = z.object({
  id: z.string(),
  url: z.string(),
  description: z.string(),
  events: z.array(EndingEvent),
  enabled: z.boolean(),
  /** Why the platform switched it off; null while it is on, and when a person did it. */
  disabledReason: z.string().nullable(),
  /** Since when every try has failed. */
  failingSince: Time.nullable(),
  createdAt: Time,
  createdBy: z.string(),
  updatedAt: Time,
});
export type Webhook = z.infer<typeof Webhook>;

export const CreateWebhook = z.strictObject({
  url: Target,
  events: Events,
  /** For people. */
  description: Description.default(''),
});
export type CreateWebhook = z.input<typeof CreateWebhook>;

/** What is absent stays. */
export const UpdateWebhook = z.strictObject({
  url: Target.optional(),
  events: Events.optional(),
  description: Description.optional(),
  enabled: z.boolean().optional(),
});
export type UpdateWebhook = z.input<typeof UpdateWebhook>;

export const RotateWebhookSecret = z.strictObject({
  /** How long deliveries are signed with the secret before, too. Default a day, at most 30 days. */
  graceSeconds: z
    .number()
    .int()
    .min(0)
    .max(30 * 86_400)
    .default(86_400),
});
export type RotateWebhookSecret = z.input<typeof RotateWebhookSecret>;

/** With the secret that events are signed with, which is shown this once. */
export const WebhookSecret = Webhook.extend({ secret: z.string() });
export type WebhookSecret = z.infer<typeof WebhookSecret>;

export const WebhookQuery = PageQuery.extend({
  cursor: WebhookId.optional().describe('`nextCursor` of the page before.'),
});

/** The body of a request to a webhook. */
export const WebhookEvent = z.object({
  /** The same at each try, and in the header `webhook-id`. */
  id: z.string(),
  type: z.enum([...ENDING_EVENTS, TEST_EVENT]),
  /** When it ended. */
  timestamp: Time,
  tenant: z.string(),
  data: z.object({
    /** Of the run, the build or the framework; of the webhook in a test. */
    id: z.string(),
    state: z.string(),
    /** Of a run. */
    outcome: RunOutcome.optional(),
    /** Code of the failure. */
    failureCode: z.string().optional(),
    /** Where the API has it. */
    path: z.string(),
  }),
});
export type WebhookEvent = z.infer<typeof WebhookEvent>;

export const DELIVERY_STATES = ['waiting', 'delivered', 'failed'] as const;
export const DeliveryState = z.enum(DELIVERY_STATES);
export type DeliveryState = z.infer<typeof DeliveryState>;

export const WebhookDelivery = z.object({
  id: z.string(),
  webhookId: z.string(),
  event: WebhookEvent,
  state: DeliveryState,
  tries: z.number().int(),
  /** Of the next try. */
  nextAt: Time.nullable(),
  /** Of the last answer. */
  lastStatus: z.number().int().nullable(),
  /** Why the last try failed. */
  lastError: z.string().nullable(),
  createdAt: Time,
  endedAt: Time.nullable(),
});
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;

export const DeliveryQuery = PageQuery.extend({
  cursor: DeliveryId.optional().describe('`nextCursor` of the page before.'),
  state: z.enum(DELIVERY_STATES).optional().describe('Only those in this state.'),
});
export type DeliveryQuery = z.infer<typeof DeliveryQuery>;
