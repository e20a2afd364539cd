/** Who may do what: keys, tenants, the log of changes, and what is configured. */
import {
  ApiKey,
  type ApiKeyQuery,
  ApiKeySecret,
  AuditEntry,
  type AuditQuery,
  type CreateApiKey,
  Me,
  type PutTenant,
  page,
  type RotateApiKey,
  Settings,
  Tenant,
} from '@nex/core';
import type { CallOptions, Transport } from '../transport.ts';
import { type Page, type PageOptions, pageCall } from './paging.ts';

export interface KeyRoutes {
  /** Newest first. `tenant`: for administrators of the platform. */
  list(options?: PageOptions & Pick<Partial<ApiKeyQuery>, 'tenant'>): Promise<Page<ApiKey>>;
  /** With the secret, which is shown this once. */
  create(body: CreateApiKey, options?: CallOptions): Promise<ApiKeySecret>;
  /** A new secret; the one before stays good for the grace. */
  rotate(id: string, body?: RotateApiKey, options?: CallOptions): Promise<ApiKeySecret>;
  /** No replica takes it for longer than some seconds more. Twice is as once. */
  revoke(id: string, options?: CallOptions): Promise<ApiKey>;
}

export interface TenantRoutes {
  /** By id: the own one, or all for administrators of the platform. */
  list(options?: PageOptions): Promise<Page<Tenant>>;
  /** Makes it, or changes its name and quotas. For administrators of the platform. */
  put(id: string, body: PutTenant, options?: CallOptions): Promise<Tenant>;
}

export interface AccessRoutes {
  keys: KeyRoutes;
  tenants: TenantRoutes;
  /** Changes, newest first. */
  audit(options?: PageOptions & Partial<Omit<AuditQuery, 'limit' | 'cursor'>>): Promise<Page<AuditEntry>>;
  me(options?: CallOptions): Promise<Me>;
  settings(options?: CallOptions): Promise<Settings>;
}

export function accessRoutes(transport: Transport): AccessRoutes {
  const key = (id: string, rest = '') => `/v1/keys/${encodeURIComponent(id)}${rest}`;
  const [keys, tenants, changes] = [page(ApiKey), page(Tenant), page(AuditEntry)];
  return {
    keys: {
      list: ({ limit, cursor, tenant, ...options } = {}) =>
        transport.json(keys, { path: '/v1/keys', query: { limit, cursor, tenant }, ...options }),
      create: (body, options) =>
        transport.json(ApiKeySecret, { method: 'POST', path: '/v1/keys', body, ...options }),
      rotate: (id, body = {}, options) =>
        transport.json(ApiKeySecret, { method: 'POST', path: key(id, '/rotate'), body, ...options }),
      revoke: (id, options) => transport.json(ApiKey, { method: 'DELETE', path: key(id), ...options }),
    },
    tenants: {
      list: (options = {}) => transport.json(tenants, { path: '/v1/tenants', ...pageCall(options) }),
      put: (id, body, options) =>
        transport.json(Tenant, {
          method: 'PUT',
          path: `/v1/tenants/${encodeURIComponent(id)}`,
          body,
          ...options,
        }),
    },
    audit: ({ limit, cursor, actor, operation, resource, since, ...options } = {}) =>
      transport.json(changes, {
        path: '/v1/audit',
        query: { limit, cursor, actor, operation, resource, since },
        ...options,
      }),
    me: (options) => transport.json(Me, { path: '/v1/me', ...options }),
    settings: (options) => transport.json(Settings, { path: '/v1/settings', ...options }),
  };
}
