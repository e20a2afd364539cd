/** GET /v1/frameworks/{id}/events: snapshots until it is at its end. */
import { eventStream, sendEvents } from '@nex/http';
import { followFramework } from '../../frameworks.ts';
import { Id, type Route } from './route.ts';

export const followFrameworkRoute: Route = (app, context) => {
  app.get(
    '/v1/frameworks/:id/events',
    {
      schema: {
        tags: ['frameworks'],
        summary: 'Follow a framework',
        operationId: 'followFramework',
        params: Id,
        response: eventStream('Each holds the framework as it is then.'),
      },
    },
    (request, reply) =>
      sendEvents(request, reply, async function* (signal) {
        for await (const { version, framework } of followFramework(context, request.params.id, signal)) {
          yield { id: version, event: 'framework', data: framework };
        }
      }),
  );
};
