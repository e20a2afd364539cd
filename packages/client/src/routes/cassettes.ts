/** Cassettes: what tools of runs answered, to be played again. */
import { Cassette, CassetteDetail, NexError, page } from '@nex/core';
import { type CallOptions, type Transport, unwrapped } from '../transport.ts';
import { type Page, type PageOptions, pageCall } from './paging.ts';

export interface CassetteRoutes {
  /** By name. */
  list(options?: PageOptions): Promise<Page<Cassette>>;
  /** With counts by server and tool. */
  get(name: string, options?: CallOptions): Promise<CassetteDetail>;
  /** Throws `conflict` while runs that are not at their end use it. */
  remove(name: string, options?: CallOptions): Promise<void>;
  /** JSON lines, as they come. */
  export(name: string, options?: CallOptions): Promise<ReadableStream<Uint8Array>>;
  /** Lays the lines of a file onto it; it is made when it is not there. All lines are taken or none. */
  import(name: string, lines: Blob, options?: CallOptions): Promise<CassetteDetail>;
}

export function cassetteRoutes(transport: Transport): CassetteRoutes {
  const at = (name: string, rest = '') => `/v1/cassettes/${encodeURIComponent(name)}${rest}`;
  const list = page(Cassette);
  return {
    list: (options = {}) => transport.json(list, { path: '/v1/cassettes', ...pageCall(options) }),
    get: (name, options) => transport.json(CassetteDetail, { path: at(name), ...options }),
    async remove(name, options) {
      await transport.response({ method: 'DELETE', path: at(name), ...options });
    },
    async export(name, options = {}) {
      const call = { path: at(name, '/file'), ...options };
      const response = await unwrapped(options.signal, () => transport.response(call));
      if (response.body !== null) return response.body;
      throw new NexError('internal', 'The file came without a body.', { where: name });
    },
    import: (name, lines, options) =>
      transport.json(CassetteDetail, {
        method: 'PUT',
        path: at(name, '/file'),
        file: { content: lines, type: 'application/x-ndjson' },
        ...options,
      }),
  };
}
