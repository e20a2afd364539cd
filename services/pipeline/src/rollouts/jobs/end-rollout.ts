/** The end of a rollout's run: its trajectory is fetched, judged and cut into records, which are rows before anybody hears of them. */
import {
  type Failure,
  NexError,
  NO_USAGE,
  RunTokens,
  type TrainerTrajectory,
  Trajectory,
  type Usage,
} from '@nex/core';
import { isAway, type RunEnd, retrying, type WatchedEnd } from '@nex/rpc';
import * as z from 'zod';
import { readyBell } from '../bell.ts';
import { buildRecords, failedRecord, type RecordOf } from '../build-records.ts';
import { evaluate } from '../evaluate.ts';
import { segmentsOf } from '../segments.ts';
import { readVersions } from '../store/models.ts';
import type { OpenRollout } from '../store/open-rollouts.ts';
import { endRollout, packRecord, wasStored } from '../store/records.ts';
import type { RolloutWork } from './work.ts';

/** Throws when a peer stays away: the rollout is open then, and is ended by the next try. */
export async function endRun(work: RolloutWork, rollout: OpenRollout, end: WatchedEnd): Promise<void> {
  const { batch } = work;
  const of: RecordOf = { batch, rollout, runId: end.runId };
  if (end.state !== 'completed') {
    const failure = { code: failureCode(end), message: `The run ended as ${end.stopReason ?? end.state}.` };
    await store(work, rollout, [failedRecord(of, failure, end.stopReason)], end.usage);
    return;
  }
  try {
    const { model, scripts, pool } = work.context;
    const [{ trajectory, tokens }, history] = await Promise.all([
      fetchTrajectory(work, end),
      readVersions(pool, batch.model_tag),
    ]);
    const means = { model, runScript: scripts.run.bind(scripts), signal: work.signal };
    const evaluation = await evaluate(rollout, batch.spec, trajectory, means);
    const { maxSequenceLength } = batch.spec;
    const segments = segmentsOf(trajectory, { tokens, history, maxSequenceLength });
    await store(work, rollout, buildRecords(of, segments, evaluation, end.stopReason), trajectory.usage);
  } catch (thrown) {
    work.signal.throwIfAborted();
    if (!(thrown instanceof NexError) || isAway(thrown) || thrown.code === 'internal') throw thrown;
    await store(work, rollout, [failedRecord(of, thrown.toFailure(), end.stopReason)], end.usage);
  }
}

/** Closes a rollout that has no run, or none that anybody waits for. */
export async function failRollout(work: RolloutWork, rollout: OpenRollout, failure: Failure): Promise<void> {
  const of = { batch: work.batch, rollout, runId: rollout.run_id };
  await store(work, rollout, [failedRecord(of, failure)], NO_USAGE);
}

async function store(
  { context, batch, writeTogether }: RolloutWork,
  rollout: OpenRollout,
  records: readonly TrainerTrajectory[],
  usage: Usage,
): Promise<void> {
  const packed = await Promise.all(records.map(packRecord));
  const outcome = records.some(({ state }) => state === 'failed') ? 'failed' : 'completed';
  const { id, group_id: groupId, attempt } = rollout;
  const ended = { id, batchId: batch.id, groupId, attempt, outcome, usage } as const;
  const bell = readyBell(batch.model_tag);
  const results = await writeTogether([...endRollout(ended, packed), context.bell.ringing(bell)]);
  if (wasStored(results)) context.bell.hear(bell);
}

async function fetchTrajectory({ context, signal }: RolloutWork, { runId, read }: WatchedEnd) {
  const answer =
    read ??
    (await retrying(signal, () => context.runtime.getTrajectory({ runId, withTokens: true }, { signal })));
  const trajectory = Trajectory.safeParse(parse(answer.trajectoryJson));
  const tokens = z.array(RunTokens).safeParse(parse(answer.tokensJson || '[]'));
  if (trajectory.success && tokens.success) return { trajectory: trajectory.data, tokens: tokens.data };
  throw new NexError('conflict', `The trajectory of the run ${runId} cannot be read.`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const CODES: Partial<Record<NonNullable<RunEnd['stopReason']>, Failure['code']>> = {
  budget: 'budget_exhausted',
  timeout: 'timeout',
  cancelled: 'cancelled',
  model_error: 'model_unreachable',
};

function failureCode({ stopReason }: RunEnd): Failure['code'] {
  return (stopReason && CODES[stopReason]) ?? 'internal';
}
