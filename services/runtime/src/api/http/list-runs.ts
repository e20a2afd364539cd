import { page, Run, RunQuery } from '@nex/core';
import { listRootRuns } from '../../store/find-runs.ts';
import type { Operation } from './index.ts';
import { tenantOf } from './own-routes.ts';

/** `GET /v1/runs`: root runs, newest first. */
export const listRunsOperation: Operation = (app, context) => {
  app.get(
    '/v1/runs',
    {
      schema: {
        tags: ['runs'],
        summary: 'List runs, newest first',
        operationId: 'listRuns',
        querystring: RunQuery,
        response: { 200: page(Run) },
      },
    },
    (request) => listRootRuns(context.pool, tenantOf(request), request.query),
  );
};
