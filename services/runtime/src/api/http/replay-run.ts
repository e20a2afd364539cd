import { Replay } from '@nex/core';
import { replayRun } from '../../replay/replay-run.ts';
import type { Operation } from './index.ts';
import { RunId } from './run-id.ts';

/** `POST /v1/runs/{id}/replay`: 409 until the run is terminal. Changes nothing. */
export const replayRunOperation: Operation = (app, context) => {
  app.post(
    '/v1/runs/:id/replay',
    {
      schema: {
        tags: ['runs'],
        summary: 'Execute a finished run again from its log and compare',
        operationId: 'replayRun',
        params: RunId,
        response: { 200: Replay },
      },
    },
    (request) => replayRun(context, request.params.id),
  );
};
