/** Who may do what: keys, tenants, and the log of changes, as the REST API shows them. */
import * as z from 'zod';
import { PageQuery, Time } from './api.ts';

/** From the least to the most: each includes those before it. */
export const SCOPES = ['read', 'run', 'build', 'admin'] as const;
export const Scope = z.enum(SCOPES);
export type Scope = z.infer<typeof Scope>;

export const TenantId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'small letters, digits, ".", "_" or "-", at most 63');

/** Without control characters, which neither a line of text nor a row can show. */
const plainText = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^\P{Cc}*$/u, 'no control characters');
const personName = plainText(100).trim().min(1);

/** Who asks, as the gateway sees it. */
export const Me = z.object({
  tenant: z.string(),
  /** `key:<id of the key>`, `user:<subject>`, or `anonymous` where no key is needed. */
  actor: z.string(),
  scopes: z.array(Scope),
  /** False on loopback without keys. */
  authenticated: z.boolean(),
});
export type Me = z.infer<typeof Me>;

export const ApiKey = z.object({
  id: z.string(),
  name: z.string(),
  tenant: z.string(),
  scopes: z.array(Scope),
  /** What the secret begins with: enough to know it again, too little to use it. */
  prefix: z.string(),
  createdAt: Time,
  /** The actor that made it. */
  createdBy: z.string(),
  expiresAt: Time.nullable(),
  /** Written now and then: some ten seconds late. */
  lastUsedAt: Time.nullable(),
  revokedAt: Time.nullable(),
});
export type ApiKey = z.infer<typeof ApiKey>;

export const CreateApiKey = z.strictObject({
  /** For people. */
  name: personName,
  scopes: z.array(Scope).min(1).max(SCOPES.length),
  /** Without it the key holds until it is revoked. */
  expiresInDays: z.number().int().min(1).max(3650).optional(),
  /** Default: the caller's own. Another is for administrators of the platform. */
  tenant: TenantId.optional(),
});
export type CreateApiKey = z.input<typeof CreateApiKey>;

export const RotateApiKey = z.strictObject({
  /** How long the secret before stays good. Default an hour, at most 30 days. */
  graceSeconds: z
    .number()
    .int()
    .min(0)
    .max(30 * 86_400)
    .default(3600),
});
export type RotateApiKey = z.input<typeof RotateApiKey>;

/** A key with its secret, which is shown this once and kept nowhere. */
export const ApiKeySecret = z.object({ key: ApiKey, secret: z.string() });
export type ApiKeySecret = z.infer<typeof ApiKeySecret>;

export const ApiKeyId = z.string().regex(/^key_[0-9a-z]{1,40}$/, 'the id of a key');

export const ApiKeyQuery = PageQuery.extend({
  cursor: ApiKeyId.optional().describe('`nextCursor` of the page before.'),
  tenant: TenantId.optional().describe('Only keys of this tenant.'),
});
export type ApiKeyQuery = z.infer<typeof ApiKeyQuery>;

const upTo = (most: number) => z.number().int().min(1).max(most).optional();

/** What runs of a tenant may use. What is absent is not limited. */
export const RunQuotas = z.strictObject({
  concurrentRuns: upTo(1_000_000).describe('Root runs at work.'),
  queuedRuns: upTo(100_000_000).describe('Root runs that wait for a worker.'),
  tokensPerDay: upTo(Number.MAX_SAFE_INTEGER).describe(
    'Input and output tokens of the runs that were created on a day of UTC.',
  ),
});
export type RunQuotas = z.infer<typeof RunQuotas>;

export const TenantQuotas = RunQuotas.extend({ requestsPerMinute: upTo(100_000_000) });
export type TenantQuotas = z.infer<typeof TenantQuotas>;

export const Tenant = z.object({
  id: z.string(),
  name: z.string(),
  quotas: TenantQuotas,
  createdAt: Time,
  updatedAt: Time,
});
export type Tenant = z.infer<typeof Tenant>;

export const TenantQuery = PageQuery.extend({
  cursor: TenantId.optional().describe('`nextCursor` of the page before.'),
});

export const PutTenant = z.strictObject({
  name: personName,
  quotas: TenantQuotas.default({}),
});
export type PutTenant = z.input<typeof PutTenant>;

/** One change that somebody made, or was refused. What was sent and answered is in no entry. */
export const AuditEntry = z.object({
  id: z.string(),
  time: Time,
  tenant: z.string(),
  actor: z.string(),
  /** Operation of the OpenAPI document, or method of gRPC. */
  operation: z.string(),
  path: z.string(),
  /** Id or name that the path holds, or that the answer gave to what was made. */
  resource: z.string().nullable(),
  /** HTTP status; null while the change is under way, or when the gateway was killed in the middle of it. */
  status: z.number().int().nullable(),
  requestId: z.string(),
  traceId: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditQuery = PageQuery.extend({
  cursor: z
    .string()
    .regex(/^\d{1,18}$/, 'the cursor of a page')
    .optional()
    .describe('`nextCursor` of the page before.'),
  actor: plainText(300).optional().describe('Only what this one did.'),
  operation: plainText(200).optional().describe('Only this operation.'),
  resource: plainText(300).optional().describe('Only what concerns this.'),
  since: z.iso.datetime({ offset: true }).optional().describe('At this time or later (RFC 3339).'),
});
export type AuditQuery = z.infer<typeof AuditQuery>;

/** What is configured, without secrets. */
export const Settings = z.object({
  models: z.array(z.object({ role: z.string(), model: z.string(), baseUrlHost: z.string() })),
  /** By the name of the model, in US dollars for a million tokens. */
  prices: z.record(z.string(), z.record(z.string(), z.number())),
  limits: z.record(z.string(), z.number()),
  /** Kinds of redaction that the policy of a build may ask for. */
  redactionPolicies: z.array(z.string()),
});
export type Settings = z.infer<typeof Settings>;
