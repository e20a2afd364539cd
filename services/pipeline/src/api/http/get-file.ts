/** GET /v1/builds/{id}/files/{path}: the bytes of one file. */
import { bytes, isHeld } from '@nex/http';
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

const ANY_BYTES = 'application/octet-stream';

const FileParams = BuildParams.extend({ '*': z.string().describe('Path of the file within the data set.') });

export const getFileRoute: Route = (app, context) => {
  app.get(
    '/v1/builds/:id/files/*',
    {
      schema: {
        summary: 'Read a file of a data set',
        operationId: 'getBuildFile',
        tags: ['builds'],
        params: FileParams,
        querystring: VersionQuery,
        response: bytes('The bytes of the file.', [...Object.values(CONTENT_TYPES), ANY_BYTES]),
      },
    },
    async (request, reply) => {
      const { id, '*': path } = request.params;
      const { version } = request.query;
      const file = await openBuildFile(context, id, path, version);
      if (isHeld(request, reply, file.digest, { pinned: version !== undefined })) {
        file.stream.destroy();
        return reply;
      }
      const extension = file.path.split('.').at(-1) ?? '';
      return reply
        .header('content-type', CONTENT_TYPES[extension] ?? ANY_BYTES)
        .header('content-length', file.bytes)
        .send(file.stream);
    },
  );
};
