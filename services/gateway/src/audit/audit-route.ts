/** `GET /v1/audit`: changes, newest first; an administrator's own tenant's, the platform's administrators' all. */
import { AuditEntry, AuditQuery, page } from '@nex/core';
import type { HttpServer } from '@nex/http';
import { callerOf } from '../access/caller.ts';
import { seenTenant } from '../access/key-routes.ts';
import type { Context } from '../context.ts';
import { listChanges } from './audit-store.ts';

export function addAuditRoute(app: HttpServer, { poolOf, audit }: Context): void {
  app.get(
    '/v1/audit',
    {
      schema: {
        tags: ['access'],
        operationId: 'listAudit',
        summary: 'List changes, newest first',
        querystring: AuditQuery,
        response: { 200: page(AuditEntry) },
      },
    },
    async (request) => {
      await audit.flush();
      const tenant = seenTenant(callerOf(request));
      return listChanges(poolOf(tenant), { ...request.query, tenant });
    },
  );
}
