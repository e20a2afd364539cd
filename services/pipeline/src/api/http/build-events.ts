/** GET /v1/builds/{id}/events: a snapshot at once and after each change; ends with the build. */
import { eventStream, type ServerSentEvent, sendEvents } from '@nex/http';
import { watchBuild } from '../../builds/watch-build.ts';
import type { PipelineContext } from '../../context.ts';
import { BuildParams } from './build-params.ts';
import type { Route } from './index.ts';

export const buildEvents: Route = (app, context) => {
  app.get(
    '/v1/builds/:id/events',
    {
      schema: {
        summary: 'Follow a build',
        operationId: 'followBuild',
        tags: ['builds'],
        params: BuildParams,
        response: eventStream('Each holds the build as it is then.'),
      },
    },
    (request, reply) => sendEvents(request, reply, (signal) => toEvents(context, request.params.id, signal)),
  );
};

async function* toEvents(
  context: PipelineContext,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<ServerSentEvent> {
  for await (const { version, build } of watchBuild(context, id, signal)) {
    yield { id: version, event: 'build', data: build };
  }
}
