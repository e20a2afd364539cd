/**
 * Asks the runtime for the runs of rollouts. The idempotency key names the rollout and its attempt, so that asking again
 * after a crash gives the run that is already there.
 */
import { NexError } from '@nex/core';
import { endOf, type RunEnd, retrying } from '@nex/rpc';
import { verifiersOf } from '../evaluate.ts';
import { noteRuns, type OpenRollout } from '../store/open-rollouts.ts';
import type { RolloutWork } from './work.ts';

export interface StartedRollout {
  rollout: OpenRollout;
  runId: string;
  /** Present when it has ended already. */
  end: RunEnd | undefined;
}

/** In the order of the batch. Throws what the runtime says of a run that it cannot make. */
export async function startRollouts(
  work: RolloutWork,
  rollouts: readonly OpenRollout[],
): Promise<StartedRollout[]> {
  const { context, signal } = work;
  const runs = rollouts.map((rollout) => specOf(work, rollout));
  const created = (await retrying(signal, () => context.runtime.createRuns({ runs }, { signal }))).runs;
  if (created.length !== rollouts.length) {
    throw new NexError('internal', 'The runtime answered for other runs.');
  }
  const started = rollouts.flatMap((rollout, index) => {
    const run = created[index];
    return run ? [{ rollout: { ...rollout, run_id: run.id }, runId: run.id, end: endOf(run) }] : [];
  });
  const noted = started.map(({ rollout: { id, attempt }, runId }) => ({ id, attempt, runId }));
  await work.writeTogether([noteRuns(noted)]);
  return started;
}

function specOf({ batch }: RolloutWork, rollout: OpenRollout) {
  const { spec } = batch;
  const { task } = rollout;
  const captured = capturedServers(rollout, spec);
  return {
    frameworkDigest: batch.bundle_digest,
    ...(spec.agentFile === undefined ? {} : { agent: spec.agentFile }),
    input: task.input,
    seed: rollout.seed,
    unattended: true,
    idempotencyKey: `${rollout.id}/${rollout.attempt}`,
    modelJson: JSON.stringify(spec.inference),
    ...(spec.limits ? { limits: spec.limits } : {}),
    ...(task.initialState ? { initialStateJson: JSON.stringify(task.initialState) } : {}),
    ...(captured.length > 0 ? { captureState: captured } : {}),
  };
}

/** Servers whose state verifiers look at; those of the initial state, too, when one is a script. */
function capturedServers({ task }: OpenRollout, spec: RolloutWork['batch']['spec']): string[] {
  const verifiers = verifiersOf(task, spec);
  const named = verifiers.flatMap((one) => (one.kind === 'final_state' ? [one.server] : []));
  const scripts = verifiers.some(({ kind }) => kind === 'script');
  return [...new Set([...named, ...(scripts ? Object.keys(task.initialState ?? {}) : [])])].sort();
}
