/** `/v1/tenants` and `/v1/me`. */
import { Me, NexError, PutTenant, page, Tenant, TenantId, TenantQuery } from '@nex/core';
import type { HttpServer } from '@nex/http';
import * as z from 'zod';
import type { Context } from '../context.ts';
import { callerOf, isPlatformAdmin, toMe } from './caller.ts';
import { seenTenant } from './key-routes.ts';
import { sendQuotas } from './send-quotas.ts';
import { listTenants, putTenant } from './tenant-store.ts';

const tags = ['access'];

export function addTenantRoutes(app: HttpServer, { pool, poolOf, access, config }: Context): void {
  app.get(
    '/v1/me',
    {
      schema: {
        tags,
        operationId: 'getMe',
        summary: 'Who asks, and what they may do',
        response: { 200: Me },
      },
    },
    (request) => toMe(callerOf(request)),
  );
  app.get(
    '/v1/tenants',
    {
      schema: {
        tags,
        operationId: 'listTenants',
        summary: 'List tenants by their ids: the own one, or all for administrators of the platform',
        querystring: TenantQuery,
        response: { 200: page(Tenant) },
      },
    },
    (request) => {
      const only = seenTenant(callerOf(request));
      return listTenants(poolOf(only), { ...request.query, only });
    },
  );
  app.put(
    '/v1/tenants/:id',
    {
      schema: {
        tags,
        operationId: 'putTenant',
        summary: 'Make a tenant, or change its name and quotas',
        params: z.object({ id: TenantId.describe('Id of the tenant.') }),
        body: PutTenant,
        response: { 200: Tenant },
      },
    },
    async (request) => {
      if (!isPlatformAdmin(callerOf(request))) {
        throw new NexError('forbidden', 'Tenants are changed by administrators of the platform.');
      }
      const tenant = await putTenant(pool, request.params.id, request.body);
      access.forgetTenant(tenant.id);
      await sendQuotas(config.upstreams.runtime, tenant.id, tenant.quotas);
      return tenant;
    },
  );
}
