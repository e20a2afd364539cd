/** GET /v1/catalogue: servers and tools, without how they are started. */
import { CatalogueShape } from '@nex/core';
import { isHeld } from '@nex/http';
import { catalogueShape } from './catalogue-shape.ts';
import type { Route } from './route.ts';

export const getCatalogueRoute: Route = (app, context) => {
  app.get(
    '/v1/catalogue',
    {
      schema: {
        tags: ['catalogue'],
        summary: 'Servers and tools that frameworks are made with',
        operationId: 'getCatalogue',
        response: { 200: CatalogueShape },
      },
    },
    async (request, reply) => {
      const shape = catalogueShape(context);
      return isHeld(request, reply, shape.digest, { pinned: false }) ? reply : shape;
    },
  );
};
