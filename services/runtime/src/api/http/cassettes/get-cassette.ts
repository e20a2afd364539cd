import { CassetteDetail } from '@nex/core';
import { findCassette } from '../../../store/cassettes.ts';
import type { Operation } from '../index.ts';
import { tenantOf } from '../own-routes.ts';
import { CassetteParams, cassetteNotFound } from './cassette-params.ts';

/** `GET /v1/cassettes/{name}` */
export const getCassetteOperation: Operation = (app, context) => {
  app.get(
    '/v1/cassettes/:name',
    {
      schema: {
        tags: ['cassettes'],
        summary: 'Read what a cassette holds, by server and tool',
        operationId: 'getCassette',
        params: CassetteParams,
        response: { 200: CassetteDetail },
      },
    },
    async (request) => {
      const { name } = request.params;
      const found = await findCassette(context.pool, tenantOf(request), name);
      if (found) return found;
      throw cassetteNotFound(name);
    },
  );
};
