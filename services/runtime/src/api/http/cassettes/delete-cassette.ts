import { NexError } from '@nex/core';
import * as z from 'zod';
import { deleteCassette, findCassetteId } from '../../../store/cassettes.ts';
import type { Operation } from '../index.ts';
import { tenantOf } from '../own-routes.ts';
import { CassetteParams, cassetteNotFound } from './cassette-params.ts';

/** `DELETE /v1/cassettes/{name}` */
export const deleteCassetteOperation: Operation = (app, context) => {
  app.delete(
    '/v1/cassettes/:name',
    {
      schema: {
        tags: ['cassettes'],
        summary: 'Delete a cassette; the runs that it was used in stay',
        operationId: 'deleteCassette',
        params: CassetteParams,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const tenant = tenantOf(request);
      if (await deleteCassette(context.pool, tenant, name)) return reply.code(204).send(null);
      if ((await findCassetteId(context.pool, tenant, name)) === undefined) throw cassetteNotFound(name);
      throw new NexError('conflict', `Runs that are not at their end use the cassette ${name}.`, {
        where: 'name',
        hint: 'Wait for their end, or cancel them.',
      });
    },
  );
};
