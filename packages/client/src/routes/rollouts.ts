/** Rollouts for trainers. */
import {
  type EndRollout,
  type PauseModel,
  page,
  type ResumeModel,
  Rollout,
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

/** For agents of one's own: any client of OpenAI's API asks the model at `/v1/rollouts/<id>`. */
export interface OwnRolloutRoutes {
  get(id: string, options?: CallOptions): Promise<Rollout>;
  end(
    id: string,
    body?: z.input<typeof EndRollout>,
    options?: CallOptions & { idempotencyKey?: string },
  ): Promise<Rollout>;
}

export interface RolloutRoutes {
  rollouts: OwnRolloutRoutes;
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
  const one = (id: string, rest = '') => `/v1/rollouts/${encodeURIComponent(id)}${rest}`;
  return {
    rollouts: {
      get: (id, options) => transport.json(Rollout, { path: one(id), ...options }),
      end: (id, body = {}, options) =>
        transport.json(Rollout, { method: 'POST', path: one(id, '/end'), body, ...options }),
    },
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
