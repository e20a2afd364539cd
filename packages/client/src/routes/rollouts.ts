/** Rollouts for trainers. */
import {
  type PauseModel,
  page,
  type ResumeModel,
  RolloutBatch,
  RolloutBatchCreated,
  type RolloutBatchRequest,
  TrainerModel,
} from '@nex/core';
import type * as z from 'zod';
import type { CallOptions, Transport } from '../transport.ts';
import { type MadeOptions, type Page, pageCall } from './paging.ts';

export interface RolloutBatchRoutes {
  /** Without a key of the caller's a fresh one is sent, so that a repeated try makes nothing twice. */
  create(
    body: RolloutBatchRequest,
    options?: CallOptions & { idempotencyKey?: string },
  ): Promise<RolloutBatchCreated>;
  /** Newest first. */
  list(
    options?: MadeOptions & { modelTag?: string; state?: RolloutBatch['state'] },
  ): Promise<Page<RolloutBatch>>;
  get(id: string, options?: CallOptions): Promise<RolloutBatch>;
  cancel(id: string, options?: CallOptions): Promise<RolloutBatch>;
}

export interface TrainerModelRoutes {
  /** When it resolves, no rollout of the model is begun. */
  pause(tag: string, body?: z.input<typeof PauseModel>, options?: CallOptions): Promise<TrainerModel>;
  resume(tag: string, body: z.input<typeof ResumeModel>, options?: CallOptions): Promise<TrainerModel>;
}

export interface RolloutRoutes {
  rolloutBatches: RolloutBatchRoutes;
  trainerModels: TrainerModelRoutes;
}

export function rolloutRoutes(transport: Transport): RolloutRoutes {
  const at = (id: string, rest = '') => `/v1/rollout-batches/${encodeURIComponent(id)}${rest}`;
  const batches = page(RolloutBatch);
  const steer = (tag: string, verb: 'pause' | 'resume', body: unknown, options: CallOptions = {}) =>
    transport.json(TrainerModel, {
      method: 'POST',
      path: `/v1/models/${encodeURIComponent(tag)}:${verb}`,
      body,
      ...options,
    });
  return {
    rolloutBatches: {
      create: (body, options) =>
        transport.json(RolloutBatchCreated, {
          method: 'POST',
          path: '/v1/rollout-batches',
          body,
          ...options,
        }),
      list: (options = {}) => transport.json(batches, { path: '/v1/rollout-batches', ...pageCall(options) }),
      get: (id, options) => transport.json(RolloutBatch, { path: at(id), ...options }),
      cancel: (id, options) =>
        transport.json(RolloutBatch, { method: 'POST', path: at(id, '/cancel'), ...options }),
    },
    trainerModels: {
      pause: (tag, body = {}, options) => steer(tag, 'pause', body, options),
      resume: (tag, body, options) => steer(tag, 'resume', body, options),
    },
  };
}
