import { Run } from '@nex/core';
import { cancelRun } from '../../runs/cancel-run.ts';
import type { Operation } from './index.ts';
import { RunId } from './run-id.ts';

/** `POST /v1/runs/{id}/cancel`: answers at once; the run is cancelled when its events end. */
export const cancelRunOperation: Operation = (app, context) => {
  app.post(
    '/v1/runs/:id/cancel',
    {
      schema: {
        tags: ['runs'],
        summary: 'Cancel a run and all runs below it',
        operationId: 'cancelRun',
        params: RunId,
        response: { 200: Run },
      },
    },
    (request) => cancelRun(context, request.params.id),
  );
};
