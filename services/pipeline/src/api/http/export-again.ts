/** POST /v1/builds/{id}/exports: the data set of a finished build in other formats or splits, as a new version. */
import { Build, ExportRequest } from '@nex/core';
import { exportAgain } from '../../builds/export-again.ts';
import { BuildParams } from './build-params.ts';
import type { Route } from './index.ts';

export const exportAgainRoute: Route = (app, context) => {
  app.post(
    '/v1/builds/:id/exports',
    {
      schema: {
        summary: 'Write the data set of a finished build in other formats',
        operationId: 'exportBuild',
        tags: ['builds'],
        params: BuildParams,
        body: ExportRequest,
        response: { 202: Build },
      },
    },
    async (request, reply) =>
      reply.code(202).send(await exportAgain(context, request.params.id, request.body)),
  );
};
