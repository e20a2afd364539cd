/** Who may do what, and what is configured: the gateway's own routes. */
import {
  ApiKey,
  ApiKeySecret,
  AuditEntry,
  type AuditQuery,
  type CreateApiKey,
  Me,
  type PutTenant,
  page,
  Settings,
  Tenant,
} from '@nex/core';
import * as z from 'zod';
import type { CallOptions, Transport } from '../transport.ts';
import type { Page, PageOptions } from './paging.ts';

const Secret = z.looseObject({
  name: z.string(),
  createdAt: z.string().optional(),
  updatedAt: z.string().optional(),
});
export type SecretName = z.infer<typeof Secret>;
export type AuditOptions = PageOptions &
  Partial<Pick<AuditQuery, 'actor' | 'operation' | 'resource' | 'since'>>;

export interface AccessRoutes {
  me(options?: CallOptions): Promise<Me>;
  /** What is configured, without secrets. */
  settings(options?: CallOptions): Promise<Settings>;
  keys: {
    /** Newest first. */
    list(options?: PageOptions): Promise<Page<ApiKey>>;
    /** The secret is in this answer alone. */
    create(body: CreateApiKey, options?: CallOptions): Promise<ApiKeySecret>;
    /** A new secret; the one before stays good for `graceSeconds`. */
    rotate(id: string, body?: { graceSeconds?: number }, options?: CallOptions): Promise<ApiKeySecret>;
    revoke(id: string, options?: CallOptions): Promise<void>;
  };
  tenants: {
    list(options?: PageOptions): Promise<Page<Tenant>>;
    /** Makes it, or changes its name and quotas. */
    put(id: string, body: PutTenant, options?: CallOptions): Promise<Tenant>;
  };
  /** Newest first. */
  audit(options?: AuditOptions): Promise<Page<AuditEntry>>;
  secrets: {
    /** Their names; values are never returned. */
    list(options?: PageOptions): Promise<Page<SecretName>>;
    put(name: string, value: string, options?: CallOptions): Promise<void>;
    delete(name: string, options?: CallOptions): Promise<void>;
  };
}

export function accessRoutes(transport: Transport): AccessRoutes {
  const keys = page(ApiKey);
  const tenants = page(Tenant);
  const audit = page(AuditEntry);
  const secrets = page(Secret);
  const at = (list: string, id: string) => `/v1/${list}/${encodeURIComponent(id)}`;
  const paged = ({ signal, ...query }: PageOptions) => ({ query: { ...query }, ...(signal && { signal }) });
  return {
    me: (options) => transport.json(Me, { path: '/v1/me', ...options }),
    settings: (options) => transport.json(Settings, { path: '/v1/settings', ...options }),
    keys: {
      list: (options = {}) => transport.json(keys, { path: '/v1/keys', ...paged(options) }),
      create: (body, options) =>
        transport.json(ApiKeySecret, { method: 'POST', path: '/v1/keys', body, ...options }),
      rotate: (id, body = {}, options) =>
        transport.json(ApiKeySecret, {
          method: 'POST',
          path: `${at('keys', id)}/rotate`,
          body,
          ...options,
        }),
      async revoke(id, options) {
        await transport.response({ method: 'DELETE', path: at('keys', id), ...options });
      },
    },
    tenants: {
      list: (options = {}) => transport.json(tenants, { path: '/v1/tenants', ...paged(options) }),
      put: (id, body, options) =>
        transport.json(Tenant, { method: 'PUT', path: at('tenants', id), body, ...options }),
    },
    audit: (options = {}) => transport.json(audit, { path: '/v1/audit', ...paged(options) }),
    secrets: {
      list: (options = {}) => transport.json(secrets, { path: '/v1/secrets', ...paged(options) }),
      async put(name, value, options) {
        await transport.response({ method: 'PUT', path: at('secrets', name), body: { value }, ...options });
      },
      async delete(name, options) {
        await transport.response({ method: 'DELETE', path: at('secrets', name), ...options });
      },
    },
  };
}
