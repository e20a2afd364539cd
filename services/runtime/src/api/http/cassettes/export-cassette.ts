import { Readable } from 'node:stream';
import { bytes } from '@nex/http';
import { exportLines } from '../../../store/cassette-file.ts';
import { findCassetteId } from '../../../store/cassettes.ts';
import type { Operation } from '../index.ts';
import { tenantOf } from '../own-routes.ts';
import { CASSETTE_FILE_TYPE, CassetteParams, cassetteNotFound } from './cassette-params.ts';

/** `GET /v1/cassettes/{name}/file` */
export const exportCassetteOperation: Operation = (app, context) => {
  app.get(
    '/v1/cassettes/:name/file',
    {
      schema: {
        tags: ['cassettes'],
        summary: 'Export a cassette as JSON lines',
        operationId: 'exportCassette',
        params: CassetteParams,
        response: bytes('One `CassetteLine` per line.', [CASSETTE_FILE_TYPE]),
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const id = await findCassetteId(context.pool, tenantOf(request), name);
      if (id === undefined) throw cassetteNotFound(name);
      return reply
        .header('content-type', CASSETTE_FILE_TYPE)
        .send(Readable.from(exportLines(context.pool, id)));
    },
  );
};
