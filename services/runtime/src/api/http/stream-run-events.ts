import type { RunEvent } from '@nex/core';
import { eventStream, lastEventText, sendEvents } from '@nex/http';
import * as z from 'zod';
import { cancelWhenGone, DISCONNECT_POLICIES } from '../../runs/cancel-when-gone.ts';
import { MAX_RESUME_LENGTH, parseResumePoint } from '../../watch/resume-point.ts';
import { streamEvents, type WatchedEvents } from '../../watch/stream-events.ts';
import type { Operation } from './index.ts';
import { RunId } from './run-id.ts';

const Query = z.object({
  lastEventId: z
    .string()
    .max(MAX_RESUME_LENGTH)
    .optional()
    .describe('Where to resume, for clients that cannot set the header `last-event-id`.'),
  live: z.enum(['true', 'false']).optional().describe('`false`: answers come whole, once they are stored.'),
  onDisconnect: z
    .enum(DISCONNECT_POLICIES)
    .default('continue')
    .describe('What becomes of the run when this client goes before its end.'),
});

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
        querystring: Query,
        response: eventStream('Each holds a `RunEvent` of the run or of a run below it.'),
      },
    },
    async (request, reply) => {
      const from = parseResumePoint(lastEventText(request));
      const { id } = request.params;
      const { onDisconnect } = request.query;
      const live = request.query.live !== 'false';
      await sendEvents(request, reply, async (signal) => {
        const events = await streamEvents(context, id, { from, live }, signal);
        if (onDisconnect === 'cancel') cancelWhenGone(context, id, signal);
        return serverSent(events);
      });
    },
  );
};

async function* serverSent(events: WatchedEvents) {
  for await (const event of events) {
    const data: RunEvent = {
      type: event.type,
      runId: event.run_id,
      timestamp: event.timestamp_ms,
      data: event.data,
    };
    yield { id: event.resume, event: event.type, data };
  }
}
