/** GET /v1/data-sets/{id}/rows/{rowId}/lineage: of a row, or of any run of the build. */
import { RowLineage } from '@nex/core';
import * as z from 'zod';
import { readLineage } from '../../lineage/read-lineage.ts';
import { BuildParams } from './build-params.ts';
import type { Route } from './index.ts';

export const RowParams = BuildParams.extend({ rowId: z.string().min(1).max(400) });

export const rowLineageRoute: Route = (app, context) => {
  app.get(
    '/v1/data-sets/:id/rows/:rowId/lineage',
    {
      schema: {
        summary: 'Tell what a row came of',
        tags: ['data sets'],
        params: RowParams,
        response: { 200: RowLineage },
      },
    },
    (request) => readLineage(context, request.params.id, request.params.rowId),
  );
};
