/** Batches, records and models as the gRPC contract spells them. */
import {
  ROLLOUT_BATCH_STATES,
  type RolloutBatch,
  type TrainerModel,
  type TrainerTrajectory,
} from '@nex/core';
import { RolloutBatchState } from '@nex/rpc';

const STATES: Record<RolloutBatch['state'], RolloutBatchState> = {
  running: RolloutBatchState.RUNNING,
  completed: RolloutBatchState.COMPLETED,
  cancelled: RolloutBatchState.CANCELLED,
};

/** In the words of REST; `undefined` for none. A number that means nothing stays as it is, to be refused. */
export function batchStateOf(state: RolloutBatchState): RolloutBatch['state'] | number | undefined {
  if (state === RolloutBatchState.UNSPECIFIED) return undefined;
  return ROLLOUT_BATCH_STATES.find((name) => STATES[name] === state) ?? state;
}

export function toBatchMessage({ state, outcomes, waitsFor, finishedAt, ...batch }: RolloutBatch) {
  return {
    ...batch,
    ...outcomes,
    state: STATES[state],
    waitsFor: waitsFor ?? '',
    finishedAt: finishedAt ?? '',
  };
}

export function toTrajectoryMessage(trajectory: TrainerTrajectory) {
  const { tokens, lossMask, logprobs, modelVersions, reward, ...rest } = trajectory;
  const { trajectoryId, rolloutId, groupId, taskId, runIndex, segmentIndex, segmentCount, ...more } = rest;
  const { agentPath, state, ...detail } = more;
  return {
    trajectoryId,
    rolloutId,
    groupId,
    taskId,
    runIndex,
    segmentIndex,
    segmentCount,
    agentPath,
    tokens,
    lossMask: Uint8Array.from(lossMask),
    logprobs: logprobs ?? [],
    modelVersions: modelVersions.map(([start, end, version]) => ({ start, end, version })),
    ...(reward === null ? {} : { reward }),
    state,
    detailJson: JSON.stringify(detail),
  };
}

export function toModelMessage({ tag, state, version, weightsUri, updatedAt }: TrainerModel) {
  return { tag, paused: state === 'paused', version, weightsUri: weightsUri ?? '', updatedAt };
}
