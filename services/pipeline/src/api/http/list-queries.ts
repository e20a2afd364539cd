/** GET /v1/builds/{id}/queries: by index. */
import { page, QueriesQuery, QueryRecord } from '@nex/core';
import { noSuchBuild } from '../../builds/get-build.ts';
import { findBuild } from '../../store/build-row.ts';
import { listQueries } from '../../store/query-list.ts';
import { BuildParams } from './build-params.ts';
import type { Route } from './index.ts';

const Queries = page(QueryRecord);

export const listQueriesRoute: Route = (app, { pool }) => {
  app.get(
    '/v1/builds/:id/queries',
    {
      schema: {
        summary: 'List the queries of a build, with what was refused',
        operationId: 'listBuildQueries',
        tags: ['builds'],
        params: BuildParams,
        querystring: QueriesQuery,
        response: { 200: Queries },
      },
    },
    async (request) => {
      const { id } = request.params;
      const row = await findBuild(pool, id);
      if (!row) throw noSuchBuild(id);
      return listQueries(pool, { id, redacted: row.spec.redaction !== undefined }, request.query);
    },
  );
};
