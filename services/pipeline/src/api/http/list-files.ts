/** GET /v1/builds/{id}/files. */
import { PageQuery, page, pageOfAll } from '@nex/core';
import * as z from 'zod';
import { listBuildFiles } from '../../builds/build-files.ts';
import { BuildParams, VersionQuery } from './build-params.ts';
import type { Route } from './index.ts';

const Files = page(z.object({ path: z.string(), bytes: z.number().int() }));

export const listFilesRoute: Route = (app, context) => {
  app.get(
    '/v1/builds/:id/files',
    {
      schema: {
        summary: 'List the files of a data set',
        operationId: 'listBuildFiles',
        tags: ['builds'],
        params: BuildParams,
        querystring: PageQuery.extend(VersionQuery.shape),
        response: { 200: Files },
      },
    },
    async ({ params, query }) =>
      pageOfAll(await listBuildFiles(context, params.id, query.version), query, ({ path }) => path),
  );
};
