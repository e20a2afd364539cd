import { Cassette, PageQuery, page } from '@nex/core';
import { listCassettes } from '../../../store/cassettes.ts';
import type { Operation } from '../index.ts';
import { tenantOf } from '../own-routes.ts';

/** `GET /v1/cassettes` */
export const listCassettesOperation: Operation = (app, context) => {
  app.get(
    '/v1/cassettes',
    {
      schema: {
        tags: ['cassettes'],
        summary: 'List the cassettes by name',
        operationId: 'listCassettes',
        querystring: PageQuery,
        response: { 200: page(Cassette) },
      },
    },
    (request) => listCassettes(context.pool, tenantOf(request), request.query),
  );
};
