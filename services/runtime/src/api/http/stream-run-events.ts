import type { RunEvent } from '@nex/core';
import { lastEventId, sendEvents } from '@nex/http';
import * as z from 'zod';
import type { Context } from '../../context.ts';
import { streamEvents } from '../../watch/stream-events.ts';
import type { Operation } from './index.ts';
import { RunId } from './run-id.ts';

/** `GET /v1/runs/{id}/events`: SSE of the whole tree, from `Last-Event-ID` on, to the run's last event. */
export const streamRunEventsOperation: Operation = (app, context) => {
  app.get(
    '/v1/runs/:id/events',
    {
      schema: {
        tags: ['runs'],
        summary: 'Follow the events of a run and of all runs below it (server-sent events)',
        operationId: 'streamRunEvents',
        params: RunId,
        querystring: z.object({ lastEventId: z.string().max(20).optional() }),
      },
    },
    async (request, reply) => {
      const after = lastEventId(request);
      await sendEvents(request, reply, (signal) => serverSent(context, request.params.id, after, signal));
    },
  );
};

async function* serverSent(context: Context, id: string, after: number, signal: AbortSignal) {
  for await (const event of streamEvents(context, id, after, signal)) {
    const data: RunEvent = {
      type: event.type,
      runId: event.run_id,
      timestamp: event.timestamp_ms,
      data: event.data,
    };
    yield { id: event.sequence, event: event.type, data };
  }
}
