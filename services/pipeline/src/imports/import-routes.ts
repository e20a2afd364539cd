/** Trajectories of others: the file is sent as it is, then imported as a build without a framework. */
import { Readable } from 'node:stream';
import {
  Build,
  CreateImport,
  ImportFile,
  ImportRejection,
  NexError,
  PageQuery,
  page,
  strangeCursor,
} from '@nex/core';
import { BuildParams } from '../api/http/build-params.ts';
import type { Route } from '../api/http/index.ts';
import { noSuchBuild } from '../builds/get-build.ts';
import { tenantDirectory } from '../data-sets/tenant-directory.ts';
import { findImport, listRejections } from '../store/imports.ts';
import { createImport } from './create-import.ts';
import { storeImportFile } from './import-files.ts';

const tags = ['imports'];
/** The only type whose body is handed on as it comes. */
const CONTENT_TYPE = 'application/x-ndjson';

export const sendImportFileRoute: Route = (app, { config, callers }) => {
  app.addContentTypeParser(CONTENT_TYPE, (_request, payload, done) => done(null, payload));
  app.post(
    '/v1/import-files',
    {
      schema: {
        operationId: 'sendImportFile',
        summary: 'Send a file of trajectories, in any of the formats that are read',
        tags,
        consumes: [CONTENT_TYPE],
        response: { 200: ImportFile },
      },
    },
    async (request) => {
      const directory = tenantDirectory(config.dataDirectory, callers.current().tenant);
      const content = request.body ?? Readable.from([]);
      if (!(content instanceof Readable)) {
        throw new NexError('invalid_request', 'The request body is no file as it lies on the disk.', {
          hint: `Send the file with the header content-type: ${CONTENT_TYPE}.`,
        });
      }
      const gone = new AbortController();
      request.raw.once('aborted', () => gone.abort());
      return storeImportFile(directory, content, gone.signal);
    },
  );
};

export const createImportRoute: Route = (app, context) => {
  app.post(
    '/v1/imports',
    {
      schema: {
        operationId: 'createImport',
        summary: 'Import a file that was sent',
        tags,
        body: CreateImport,
        response: { 202: Build },
      },
    },
    async (request, reply) => reply.code(202).send(await createImport(context, request.body)),
  );
};

export const listRejectionsRoute: Route = (app, { pool }) => {
  app.get(
    '/v1/imports/:id/rejections',
    {
      schema: {
        operationId: 'listImportRejections',
        summary: 'List the records of an import that could not be used',
        tags,
        params: BuildParams,
        querystring: PageQuery,
        response: { 200: page(ImportRejection) },
      },
    },
    async ({ params, query }) => {
      if (!(await findImport(pool, params.id))) throw noSuchBuild(params.id);
      if (!/^\d{1,9}$/.test(query.cursor ?? '0')) throw strangeCursor();
      const after = Number(query.cursor ?? -1);
      const rows = await listRejections(pool, params.id, { limit: query.limit + 1, after });
      const items = rows.slice(0, query.limit);
      const last = rows.length > query.limit ? items.at(-1) : undefined;
      return {
        items: items.map(({ position: _position, ...rejection }) => rejection),
        nextCursor: last ? String(last.position) : null,
      };
    },
  );
};

export const IMPORT_ROUTES: readonly Route[] = [sendImportFileRoute, createImportRoute, listRejectionsRoute];
