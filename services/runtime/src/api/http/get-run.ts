import { Run } from '@nex/core';
import { findRun } from '../../store/find-runs.ts';
import type { Operation } from './index.ts';
import { RunId } from './run-id.ts';

/** `GET /v1/runs/{id}`. */
export const getRunOperation: Operation = (app, context) => {
  app.get(
    '/v1/runs/:id',
    {
      schema: {
        tags: ['runs'],
        summary: 'Read a run',
        operationId: 'getRun',
        params: RunId,
        response: { 200: Run },
      },
    },
    (request) => findRun(context.pool, request.params.id),
  );
};
