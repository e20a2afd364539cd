/** What trainers send, and how they read it back. */
import {
  type RolloutBatch,
  RolloutBatchCreated,
  type RolloutBatchRequest,
  type TrajectoryLease,
} from '@nex/core';
import { expect } from 'vitest';
import { FRAMEWORK_ID } from './framework.ts';
import { call } from './surroundings.ts';

export const TAG = 'policy';

export function batchOf(more: Partial<RolloutBatchRequest> = {}): RolloutBatchRequest {
  return {
    modelTag: TAG,
    repeatN: 2,
    inference: {
      kind: 'openai_chat_completion',
      baseUrl: 'http://127.0.0.1:9/v1',
      model: 'policy-1',
      sampling: { temperature: 0.7 },
    },
    agent: { frameworkId: FRAMEWORK_ID },
    evaluator: { verifiers: [{ kind: 'answer_values', values: [{ text: 'beans' }] }] },
    tasks: ['beans', 'peas', 'roses'].map((what, index) => ({
      taskId: String(index),
      input: `When do the ${what} go out?`,
      groundTruth: what,
      data: { what },
    })),
    ...more,
  };
}

export async function createBatch(
  url: string,
  more: Partial<RolloutBatchRequest> = {},
  headers = {},
): Promise<RolloutBatchCreated> {
  const { status, body } = await call(url, 'POST', '/v1/rollout-batches', batchOf(more), headers);
  expect(status, JSON.stringify(body)).toBe(202);
  return RolloutBatchCreated.parse(body);
}

export async function readBatch(url: string, id: string): Promise<RolloutBatch> {
  return (await call(url, 'GET', `/v1/rollout-batches/${id}`)).body as RolloutBatch;
}

export async function lease(url: string, more: object = {}): Promise<TrajectoryLease> {
  const { status, body } = await call(url, 'POST', '/v1/trajectories:lease', {
    modelTag: TAG,
    waitMs: 20_000,
    ...more,
  });
  expect(status, JSON.stringify(body)).toBe(200);
  return body as TrajectoryLease;
}

export function ack(url: string, { leaseId, trajectories }: TrajectoryLease, result = 'success') {
  return call(url, 'POST', '/v1/trajectories:ack', {
    leaseId,
    results: trajectories.map(({ trajectoryId }) => ({ trajectoryId, result })),
  });
}

export function steer(url: string, verb: 'pause' | 'resume', body: object = {}, tag = TAG) {
  return call(url, 'POST', `/v1/models/${tag}:${verb}`, body);
}
