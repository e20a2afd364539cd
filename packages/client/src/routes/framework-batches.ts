/** Batches: many sentences at once, each to a framework. */
import {
  type BatchMemberState,
  type CreateFrameworkBatch,
  FrameworkBatch,
  FrameworkBatchMember,
  page,
} from '@nex/core';
import type * as z from 'zod';
import type { CallOptions, Transport } from '../transport.ts';
import { type MadeOptions, type Page, type PageOptions, pageCall } from './paging.ts';
import { isSettled, snapshots } from './snapshots.ts';

export type FrameworkBatchRequest = z.input<typeof CreateFrameworkBatch>;

export interface FrameworkBatchRoutes {
  /** Without a key of the caller's a fresh one is sent, so that a repeated try makes nothing twice. */
  create(
    body: FrameworkBatchRequest,
    options?: CallOptions & { idempotencyKey?: string },
  ): Promise<FrameworkBatch>;
  /** Newest first, without their grids. */
  list(options?: MadeOptions & { state?: FrameworkBatch['state'] }): Promise<Page<FrameworkBatch>>;
  get(id: string, options?: CallOptions): Promise<FrameworkBatch>;
  /** In the order of the request. */
  members(
    id: string,
    options?: PageOptions & { state?: BatchMemberState },
  ): Promise<Page<FrameworkBatchMember>>;
  /** Snapshots, each newer than the last; ends after one of a terminal state. */
  events(id: string, options?: CallOptions): AsyncGenerator<FrameworkBatch>;
  cancel(id: string, options?: CallOptions): Promise<FrameworkBatch>;
}

export function frameworkBatchRoutes(transport: Transport): FrameworkBatchRoutes {
  const root = '/v1/framework-batches';
  const at = (id: string, rest = '') => `${root}/${encodeURIComponent(id)}${rest}`;
  const list = page(FrameworkBatch);
  const members = page(FrameworkBatchMember);
  const get = (id: string, options: CallOptions = {}) =>
    transport.json(FrameworkBatch, { path: at(id), ...options });
  return {
    create: (body, options) =>
      transport.json(FrameworkBatch, { method: 'POST', path: root, body, ...options }),
    list: (options = {}) => transport.json(list, { path: root, ...pageCall(options) }),
    get,
    members: (id, options = {}) =>
      transport.json(members, { path: at(id, '/members'), ...pageCall(options) }),
    events: (id, options = {}) =>
      snapshots(transport, {
        path: at(id, '/events'),
        schema: FrameworkBatch,
        isLast: isSettled,
        get: () => get(id, options),
        ...options,
      }),
    cancel: (id, options) =>
      transport.json(FrameworkBatch, { method: 'POST', path: at(id, '/cancel'), ...options }),
  };
}
