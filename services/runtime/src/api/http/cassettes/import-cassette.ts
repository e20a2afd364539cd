import { Readable } from 'node:stream';
import { CassetteDetail, NexError } from '@nex/core';
import { findCassette, obtainCassette } from '../../../store/cassettes.ts';
import { importLines } from '../../../store/import-cassette.ts';
import { linesOf } from '../../../store/lines-of.ts';
import type { Operation } from '../index.ts';
import { tenantOf } from '../own-routes.ts';
import { CASSETTE_FILE_TYPE, CassetteParams, cassetteNotFound } from './cassette-params.ts';

/** `PUT /v1/cassettes/{name}/file`: the body is read as it comes. */
export const importCassetteOperation: Operation = (app, context) => {
  app.addContentTypeParser(CASSETTE_FILE_TYPE, (_request, payload, done) => done(null, payload));
  app.put(
    '/v1/cassettes/:name/file',
    {
      schema: {
        tags: ['cassettes'],
        summary: 'Lay the lines of a file onto a cassette, which is made when it is not there',
        operationId: 'importCassette',
        consumes: [CASSETTE_FILE_TYPE],
        params: CassetteParams,
        response: { 200: CassetteDetail },
      },
    },
    async (request) => {
      const { name } = request.params;
      const tenant = tenantOf(request);
      if (!(request.body instanceof Readable)) throw fileMissing();
      const file = request.body;
      await context.pool.transaction(async (tx) => {
        const id = await obtainCassette(tx, tenant, name);
        await importLines(tx, id, linesOf(file));
      });
      const found = await findCassette(context.pool, tenant, name);
      if (found) return found;
      throw cassetteNotFound(name);
    },
  );
};

function fileMissing(): NexError {
  return new NexError('invalid_request', 'The request has no file.', {
    where: 'body',
    hint: `Send the lines with content-type: ${CASSETTE_FILE_TYPE}.`,
  });
}
