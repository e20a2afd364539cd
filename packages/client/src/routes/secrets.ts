/** Secrets: values that agent files name. They are set and deleted here, and never read. */
import { type PutSecret, page, Secret } from '@nex/core';
import type { CallOptions, Transport } from '../transport.ts';
import { type Page, type PageOptions, pageCall } from './paging.ts';

export interface SecretRoutes {
  /** By name, without values. */
  list(options?: PageOptions): Promise<Page<Secret>>;
  /** A name that is there gets the new value; runs at work keep the one that they opened with. */
  put(name: string, body: PutSecret, options?: CallOptions): Promise<Secret>;
  /** Runs that name it fail from then on. */
  remove(name: string, options?: CallOptions): Promise<void>;
}

export function secretRoutes(transport: Transport): SecretRoutes {
  const at = (name: string) => `/v1/secrets/${encodeURIComponent(name)}`;
  const list = page(Secret);
  return {
    list: (options = {}) => transport.json(list, { path: '/v1/secrets', ...pageCall(options) }),
    put: (name, body, options) => transport.json(Secret, { method: 'PUT', path: at(name), body, ...options }),
    async remove(name, options) {
      await transport.response({ method: 'DELETE', path: at(name), ...options });
    },
  };
}
