/** The records of one attempt of a rollout: those of its segments, or a single one of no length when it failed. */
import { type Failure, newId, type StopReason, type TrainerTrajectory } from '@nex/core';
import type { Evaluation } from './evaluate.ts';
import { modelTagOf } from './model-key.ts';
import type { Segment } from './segments.ts';
import type { BatchRow } from './store/batch-row.ts';
import type { OpenRollout } from './store/open-rollouts.ts';

export interface RecordOf {
  batch: BatchRow;
  rollout: OpenRollout;
  /** Root run. */
  runId: string | null;
}

export function buildRecords(
  of: RecordOf,
  segments: readonly Segment[],
  { reward, metrics, failure }: Evaluation,
  stopReason: StopReason | null,
): TrainerTrajectory[] {
  return segments.map((segment, segmentIndex) => ({
    ...common(of),
    ...segment,
    segmentIndex,
    segmentCount: segments.length,
    reward,
    metrics,
    state: 'completed',
    stopReason,
    ...(failure ? { failure } : {}),
  }));
}

export function failedRecord(
  of: RecordOf,
  failure: Failure,
  stopReason: StopReason | null = null,
): TrainerTrajectory {
  return {
    ...common(of),
    agentPath: '',
    agentRunId: null,
    segmentIndex: 0,
    segmentCount: 1,
    kind: 'empty',
    tokens: [],
    lossMask: [],
    logprobs: null,
    modelVersions: [],
    reward: 0,
    metrics: {},
    state: 'failed',
    stopReason,
    failure,
    truncated: false,
  };
}

function common({ batch, rollout, runId }: RecordOf) {
  const { task } = rollout;
  return {
    trajectoryId: newId('trainerTrajectory'),
    batchId: batch.id,
    rolloutId: rollout.id,
    groupId: rollout.group_id,
    taskId: task.taskId,
    runIndex: rollout.run_index,
    attempt: rollout.attempt,
    messagesRef: runId,
    modelTag: modelTagOf(batch.model_tag),
    stale: false,
    acrossPause: false,
    temperature: batch.spec.inference.sampling.temperature ?? null,
    isValidation: task.isValidation,
    groundTruth: task.groundTruth ?? null,
    data: task.data,
  };
}
