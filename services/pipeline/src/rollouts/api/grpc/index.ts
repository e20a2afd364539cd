/** The gRPC service for trainers: the operations of the REST API in the words of the contract. */
import {
  type ACK_RESULTS,
  AckTrajectories,
  CreateRolloutBatch,
  LeaseTrajectories,
  ModelTag,
  NexError,
  PauseModel,
  ResumeModel,
  RolloutBatchQuery,
} from '@nex/core';
import { AckResult, implement, RolloutService } from '@nex/rpc';
import * as z from 'zod';
import type { PipelineContext } from '../../../context.ts';
import { ackTrajectories } from '../../ack-trajectories.ts';
import { cancelBatch, getBatch, listBatches } from '../../batches.ts';
import { createBatch } from '../../create-batch.ts';
import { pauseModel, resumeModel } from '../../steer-model.ts';
import { streamLeases } from '../../stream-leases.ts';
import { batchStateOf, toBatchMessage, toModelMessage, toTrajectoryMessage } from './messages.ts';

const RESULTS: Record<AckResult, (typeof ACK_RESULTS)[number] | undefined> = {
  [AckResult.UNSPECIFIED]: undefined,
  [AckResult.SUCCESS]: 'success',
  [AckResult.FAIL]: 'fail',
  [AckResult.RE_ROLLOUT]: 're-rollout',
};
const Batch = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: 'custom', message: 'batch_json is no JSON' });
    return z.NEVER;
  }
});

export function rolloutRpc(context: PipelineContext) {
  return implement(RolloutService, {
    async createRolloutBatch({ batchJson, idempotencyKey }, { signal }) {
      const body = read(Batch.pipe(CreateRolloutBatch), batchJson);
      return createBatch(context, body, { idempotencyKey: idempotencyKey || undefined, signal });
    },
    async getRolloutBatch({ id }) {
      return { batch: toBatchMessage(await getBatch(context, id)) };
    },
    async listRolloutBatches({ limit, cursor, modelTag, state, since, until }) {
      const query = read(RolloutBatchQuery, {
        ...(limit === 0 ? {} : { limit }),
        ...(cursor === '' ? {} : { cursor }),
        ...(modelTag === '' ? {} : { modelTag }),
        state: batchStateOf(state),
        ...(since === '' ? {} : { since }),
        ...(until === '' ? {} : { until }),
      });
      const { items, nextCursor } = await listBatches(context, query);
      return { batches: items.map(toBatchMessage), nextCursor: nextCursor ?? '' };
    },
    async cancelRolloutBatch({ id }) {
      return { batch: toBatchMessage(await cancelBatch(context, id)) };
    },
    async *leaseTrajectories({ modelTag, max, leaseMs, incompleteGroups, maxOpenLeases }, { signal }) {
      const ask = read(LeaseTrajectories, {
        modelTag,
        ...(max === 0 ? {} : { max }),
        ...(leaseMs === 0 ? {} : { leaseMs }),
        completeGroupsOnly: !incompleteGroups,
      });
      for await (const lease of streamLeases(context, ask, Math.max(maxOpenLeases, 1), signal)) {
        yield {
          leaseId: lease.leaseId ?? '',
          fence: BigInt(lease.fence),
          expiresAt: lease.expiresAt ?? '',
          trajectories: lease.trajectories.map(toTrajectoryMessage),
        };
      }
    },
    async ackTrajectories({ leaseId, results }) {
      const ask = {
        leaseId,
        results: results.map(({ trajectoryId, result }) => ({ trajectoryId, result: RESULTS[result] })),
      };
      return ackTrajectories(context, read(AckTrajectories, ask));
    },
    async pauseModel({ tag, markInFlight }) {
      const body = read(PauseModel, { inFlight: markInFlight ? 'mark' : 'finish' });
      return { model: toModelMessage(await pauseModel(context, read(ModelTag, tag), body)) };
    },
    async resumeModel({ tag, version, weightsUri }) {
      const body = read(ResumeModel, { version, ...(weightsUri === '' ? {} : { weightsUri }) });
      return { model: toModelMessage(await resumeModel(context, read(ModelTag, tag), body)) };
    },
  });
}

/** Held against the same schema as the REST body. Throws `invalid_request` naming the field. */
function read<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new NexError('invalid_request', `${issue?.message ?? 'The request is malformed'}.`, {
    where: issue?.path.join('.') || 'request',
  });
}
