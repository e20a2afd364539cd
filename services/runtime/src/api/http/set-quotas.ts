import { RunQuotas } from '@nex/core';
import * as z from 'zod';
import { setQuotas } from '../../store/quotas.ts';
import type { Operation } from './index.ts';
import { tenantOf } from './own-routes.ts';

/** `PUT /v1/quotas`: of the tenant that the header names. For the gateway, which forwards nobody's request to it. */
export const setQuotasOperation: Operation = (app, context) => {
  app.put(
    '/v1/quotas',
    {
      schema: { hide: true, body: RunQuotas, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await setQuotas(context.pool, tenantOf(request), request.body);
      return reply.code(204).send(null);
    },
  );
};
