/** `/v1/keys`: an administrator's own tenant's, the platform's administrators' all. */
import {
  ApiKey,
  ApiKeyId,
  ApiKeyQuery,
  ApiKeySecret,
  CreateApiKey,
  NexError,
  page,
  RotateApiKey,
} from '@nex/core';
import type { HttpServer } from '@nex/http';
import * as z from 'zod';
import type { Context } from '../context.ts';
import { type Caller, callerOf, isPlatformAdmin } from './caller.ts';
import { createKey, listKeys, revokeKey, rotateKey } from './key-store.ts';
import { checkTenant } from './tenant-store.ts';

const tags = ['access'];
const params = z.object({ id: ApiKeyId.describe('Id of the key.') });

export function addKeyRoutes(app: HttpServer, { poolOf, access }: Context): void {
  app.get(
    '/v1/keys',
    {
      schema: {
        tags,
        operationId: 'listKeys',
        summary: 'List API keys, newest first',
        querystring: ApiKeyQuery,
        response: { 200: page(ApiKey) },
      },
    },
    (request) => {
      const { tenant, limit, cursor } = request.query;
      const seen = seenTenant(callerOf(request), tenant);
      return listKeys(poolOf(seen), { tenant: seen, limit, cursor });
    },
  );
  app.post(
    '/v1/keys',
    {
      schema: {
        tags,
        operationId: 'createKey',
        summary: 'Create an API key; its secret is shown this once',
        body: CreateApiKey,
        response: { 201: ApiKeySecret },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { tenant = caller.tenant, ...asked } = request.body;
      const pool = poolOf(seenTenant(caller, tenant));
      await checkTenant(pool, tenant);
      void reply.code(201);
      return createKey(pool, { ...asked, tenant, createdBy: caller.actor });
    },
  );
  app.post(
    '/v1/keys/:id/rotate',
    {
      schema: {
        tags,
        operationId: 'rotateKey',
        summary: 'Give a key a new secret; the one before stays good for a while',
        params,
        body: RotateApiKey.nullish(),
        response: { 200: ApiKeySecret },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { graceSeconds } = request.body ?? RotateApiKey.parse({});
      const tenant = seenTenant(callerOf(request));
      const rotated = await rotateKey(poolOf(tenant), { id, graceSeconds, tenant });
      access.keys.forget(id);
      return rotated;
    },
  );
  app.delete(
    '/v1/keys/:id',
    {
      schema: {
        tags,
        operationId: 'revokeKey',
        summary: 'Revoke a key: no replica takes it for longer than three seconds more',
        params,
        response: { 200: ApiKey },
      },
    },
    async (request) => {
      const { id } = request.params;
      const tenant = seenTenant(callerOf(request));
      const key = await revokeKey(poolOf(tenant), id, tenant);
      access.keys.forget(id);
      return key;
    },
  );
}

/** The tenant that the caller works on; undefined for all. Throws `forbidden` for one that is not theirs. */
export function seenTenant(caller: Caller, asked?: string): string | undefined {
  if (isPlatformAdmin(caller)) return asked;
  if (asked === undefined || asked === caller.tenant) return caller.tenant;
  throw new NexError('forbidden', 'This is for administrators of the platform.', {
    where: 'tenant',
    hint: 'Leave the tenant away: it is your own.',
  });
}
