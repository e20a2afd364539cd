/** Frameworks: from a sentence to a bundle. */
import {
  type ActivitySpan,
  Bundle,
  type CreateFramework,
  Framework,
  FrameworkStepDetail,
  OwnUse,
  page,
} from '@nex/core';
import type * as z from 'zod';
import type { CallOptions, Transport } from '../transport.ts';
import { allItems, type MadeOptions, type Page, pageCall } from './paging.ts';
import { isSettled, snapshots } from './snapshots.ts';

export type FrameworkRequest = z.input<typeof CreateFramework>;

export interface FrameworkRoutes {
  /** Without a key of the caller's a fresh one is sent, so that a repeated try makes nothing twice. */
  create(body: FrameworkRequest, options?: CallOptions & { idempotencyKey?: string }): Promise<Framework>;
  /** Newest first. */
  list(options?: MadeOptions & { state?: Framework['state'] }): Promise<Page<Framework>>;
  get(id: string, options?: CallOptions): Promise<Framework>;
  /** What making frameworks used lately, runs left out. Default: the last 24 hours. */
  use(options?: CallOptions & { span?: ActivitySpan }): Promise<OwnUse>;
  files(id: string, options?: CallOptions): Promise<Bundle>;
  /** Every step that has begun, in order, without input and output. */
  steps(id: string, options?: CallOptions): Promise<FrameworkStepDetail[]>;
  /** One step with input, output and model calls. Default: the first round. */
  step(id: string, name: string, options?: CallOptions & { round?: number }): Promise<FrameworkStepDetail>;
  /** Snapshots, each newer than the last; ends after one of a terminal state. */
  events(id: string, options?: CallOptions): AsyncGenerator<Framework>;
  cancel(id: string, options?: CallOptions): Promise<Framework>;
}

export function frameworkRoutes(transport: Transport): FrameworkRoutes {
  const at = (id: string, rest = '') => `/v1/frameworks/${encodeURIComponent(id)}${rest}`;
  const list = page(Framework);
  const steps = page(FrameworkStepDetail);
  const get = (id: string, options: CallOptions = {}) =>
    transport.json(Framework, { path: at(id), ...options });
  return {
    create: (body, options) =>
      transport.json(Framework, { method: 'POST', path: '/v1/frameworks', body, ...options }),
    list: (options = {}) => transport.json(list, { path: '/v1/frameworks', ...pageCall(options) }),
    get,
    use: ({ span, ...options } = {}) =>
      transport.json(OwnUse, { path: '/v1/activity/frameworks', query: { span }, ...options }),
    files: (id, options) => transport.json(Bundle, { path: at(id, '/files'), ...options }),
    steps: (id, options) =>
      allItems((asked = {}) =>
        transport.json(steps, { path: at(id, '/steps'), ...options, ...pageCall(asked) }),
      ),
    step: (id, name, { round = 1, ...options } = {}) =>
      transport.json(FrameworkStepDetail, {
        path: at(id, `/steps/${encodeURIComponent(name)}`),
        query: { round },
        ...options,
      }),
    events: (id, options = {}) =>
      snapshots(transport, {
        path: at(id, '/events'),
        schema: Framework,
        isLast: isSettled,
        get: () => get(id, options),
        ...options,
      }),
    cancel: (id, options) =>
      transport.json(Framework, { method: 'POST', path: at(id, '/cancel'), ...options }),
  };
}
