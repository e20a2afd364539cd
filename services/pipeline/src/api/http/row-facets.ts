/** GET /v1/data-sets/{id}/facets: how many rows there are of each kind. */
import { RowFacets, RowFilter } from '@nex/core';
import { countRows } from '../../data-sets/list-rows.ts';
import { BuildParams, VersionQuery } from './build-params.ts';
import type { Route } from './index.ts';

export const rowFacetsRoute: Route = (app, context) => {
  app.get(
    '/v1/data-sets/:id/facets',
    {
      schema: {
        summary: 'Count the rows of a version by what they are of',
        operationId: 'countDataSetRows',
        tags: ['data sets'],
        params: BuildParams,
        querystring: RowFilter.extend(VersionQuery.shape),
        response: { 200: RowFacets },
      },
    },
    (request) => countRows(context, request.params.id, request.query),
  );
};
