/** GET /v1/frameworks/{id}/files: the files of one that is ready. */
import { Bundle } from '@nex/core';
import { isHeld } from '@nex/http';
import { getBundle } from '../../frameworks.ts';
import { Id, type Route } from './route.ts';

export const getBundleRoute: Route = (app, context) => {
  app.get(
    '/v1/frameworks/:id/files',
    {
      schema: {
        tags: ['frameworks'],
        summary: 'Files of a framework',
        operationId: 'getBundle',
        params: Id,
        response: { 200: Bundle },
      },
    },
    async (request, reply) => {
      const bundle = await getBundle(context, request.params.id);
      return isHeld(request, reply, bundle.digest, { pinned: true }) ? reply : bundle;
    },
  );
};
