/** GET /v1/builds/{id}/files. */
import * as z from 'zod';
import { listBuildFiles } from '../../builds/build-files.ts';
import { BuildParams, VersionQuery } from './build-params.ts';
import type { Route } from './index.ts';

const BuildFiles = z.object({ files: z.array(z.object({ path: z.string(), bytes: z.number().int() })) });

export const listFilesRoute: Route = (app, context) => {
  app.get(
    '/v1/builds/:id/files',
    {
      schema: {
        summary: 'List the files of a data set',
        tags: ['builds'],
        params: BuildParams,
        querystring: VersionQuery,
        response: { 200: BuildFiles },
      },
    },
    async (request) => ({
      files: await listBuildFiles(context, request.params.id, request.query.version),
    }),
  );
};
