/** The end of a rollout by the program that ran it: its calls are cut into records, which are rows before it hears of it. */
import {
  addUsage,
  type EndRollout,
  NexError,
  NO_USAGE,
  type Rollout,
  type TrainerTrajectory,
  textOf,
} from '@nex/core';
import { isDivisionByZero, sql } from '@nex/postgres';
import type { PipelineContext } from '../../context.ts';
import { batchBell, readyBell } from '../bell.ts';
import { buildRecords, failedRecord } from '../build-records.ts';
import { groundTruthReward } from '../ground-truth.ts';
import { modelTagOf } from '../model-key.ts';
import type { BatchRow } from '../store/batch-row.ts';
import { readVersions } from '../store/models.ts';
import { endRollout, packRecord, wasStored } from '../store/records.ts';
import { readOwn } from './ask-policy.ts';
import type { PolicyCall } from './call-content.ts';
import { hasEnded, type RolloutRow, readCalls, readRollout } from './call-store.ts';
import { segmentsOfCalls } from './segments-of-calls.ts';

/** Throws `not_found`; `conflict` when it is not under way. */
export async function endOwnRollout(context: PipelineContext, id: string, end: EndRollout): Promise<Rollout> {
  const { rollout, batch } = await readOwn(context, id, end.attempt);
  if (rollout.state !== 'queued' && rollout.state !== 'running') throw hasEnded(id);
  // An answer that comes meanwhile belongs into the records: they are made again.
  while (!(await store(context, rollout, batch, end)));
  context.bell.hear(readyBell(batch.model_tag), batchBell(batch.id));
  return viewOf(await readRollout(context.pool, id), batch);
}

/** False when another call was recorded meanwhile. */
async function store(
  { pool, bell }: PipelineContext,
  rollout: RolloutRow,
  batch: BatchRow,
  end: EndRollout,
): Promise<boolean> {
  const { id, attempt, group_id: groupId } = rollout;
  const calls = await readCalls(pool, id, attempt);
  const records = await recordsOf(pool, rollout, batch, calls, end);
  const outcome = records.some(({ state }) => state === 'failed') ? 'failed' : 'completed';
  const usage = calls.reduce((sum, { reply }) => addUsage(sum, reply.usage), NO_USAGE);
  const ended = { id, batchId: batch.id, groupId, attempt, outcome, usage } as const;
  const before = [
    sql`select from pipeline.rollout_groups where batch_id = ${batch.id} and group_id = ${groupId} for update`,
    sql`select from pipeline.rollouts where id = ${id} for update`,
    sql`select 1 / (count(*) = ${calls.length})::int from pipeline.rollout_calls
      where rollout_id = ${id} and attempt = ${attempt}`,
  ];
  const packed = await Promise.all(records.map(packRecord));
  try {
    const results = await pool.together([
      ...before,
      ...endRollout(ended, packed),
      bell.ringing(readyBell(batch.model_tag), batchBell(batch.id)),
    ]);
    if (!wasStored(results.slice(before.length))) throw hasEnded(id);
    return true;
  } catch (thrown) {
    if (isDivisionByZero(thrown)) return false;
    throw thrown;
  }
}

async function recordsOf(
  pool: PipelineContext['pool'],
  rollout: RolloutRow,
  batch: BatchRow,
  calls: readonly PolicyCall[],
  { state, reward, metrics, response, message }: EndRollout,
): Promise<TrainerTrajectory[]> {
  const of = { batch, rollout, runId: null };
  if (state === 'failed' || calls.length === 0) {
    const why = message ?? (state === 'failed' ? 'The agent failed.' : 'The agent never asked the model.');
    return [failedRecord(of, new NexError('internal', why).toFailure())];
  }
  const { maxSequenceLength, evaluator } = batch.spec;
  const history = await readVersions(pool, batch.model_tag);
  const last = calls.findLast(({ agentPath }) => agentPath === '') ?? calls.at(-1);
  const answer = response ?? (last ? textOf(last.reply.message) : '');
  const measure = evaluator.groundTruth;
  const near = measure && groundTruthReward(measure, answer, rollout.task.groundTruth);
  const counts = { model_calls: calls.length, ...(near === undefined ? {} : { ground_truth: near }) };
  const evaluation = {
    reward: reward === undefined ? (near ?? null) : reward,
    metrics: { ...counts, ...metrics },
  };
  const segments = segmentsOfCalls(calls, { history, maxSequenceLength });
  return buildRecords(of, segments, evaluation, 'answered');
}

export function viewOf(
  { id, batch_id: batchId, group_id: groupId, run_index: runIndex, attempt, state, task }: RolloutRow,
  batch: Pick<BatchRow, 'model_tag'>,
): Rollout {
  const place = { rolloutId: id, taskId: task.taskId, groupId, runIndex };
  return { ...place, batchId, modelTag: modelTagOf(batch.model_tag), state, attempt, task };
}
