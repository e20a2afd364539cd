/** Trajectories of others: a file is sent, then imported as a build. */
import { Build, type CreateImport, ImportFile, ImportRejection, page } from '@nex/core';
import type { CallOptions, Transport } from '../transport.ts';
import { type Page, type PageOptions, pageCall } from './paging.ts';

export interface ImportRoutes {
  /** The content is not held in memory where the blob is not. */
  send(content: Blob, options?: CallOptions): Promise<ImportFile>;
  /** The same file asked for alike is the same build. */
  create(body: CreateImport, options?: CallOptions): Promise<Build>;
  /** Records that could not be used, in the order of the file. */
  rejections(id: string, options?: PageOptions): Promise<Page<ImportRejection>>;
}

export function importRoutes(transport: Transport): ImportRoutes {
  const rejections = page(ImportRejection);
  return {
    send: (content, options) =>
      transport.json(ImportFile, {
        method: 'POST',
        path: '/v1/import-files',
        file: { content, type: 'application/x-ndjson' },
        ...options,
      }),
    create: (body, options) =>
      transport.json(Build, { method: 'POST', path: '/v1/imports', body, ...options }),
    rejections: (id, options = {}) =>
      transport.json(rejections, {
        path: `/v1/imports/${encodeURIComponent(id)}/rejections`,
        ...pageCall(options),
      }),
  };
}
