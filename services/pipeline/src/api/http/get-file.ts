/** GET /v1/builds/{id}/files/{path}: the bytes of one file. */
import * as z from 'zod';
import { openBuildFile } from '../../builds/build-files.ts';
import { BuildParams, VersionQuery } from './build-params.ts';
import type { Route } from './index.ts';

const CONTENT_TYPES: Record<string, string> = {
  json: 'application/json',
  jsonl: 'application/x-ndjson',
  md: 'text/markdown; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
};

const FileParams = BuildParams.extend({ '*': z.string() });

export const getFileRoute: Route = (app, context) => {
  app.get(
    '/v1/builds/:id/files/*',
    {
      schema: {
        summary: 'Read a file of a data set',
        tags: ['builds'],
        params: FileParams,
        querystring: VersionQuery,
      },
    },
    async (request, reply) => {
      const { id, '*': path } = request.params;
      const file = await openBuildFile(context, id, path, request.query.version);
      const extension = file.path.split('.').at(-1) ?? '';
      return reply
        .header('content-type', CONTENT_TYPES[extension] ?? 'application/octet-stream')
        .header('content-length', file.bytes)
        .send(file.stream);
    },
  );
};
