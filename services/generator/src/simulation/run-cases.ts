/**
 * Runs cases on the runtime, unattended and within limits. The idempotency key names framework, round and case, so that
 * a crash finds its runs again and pays for none twice.
 */
import { NexError, type RunLimits, Trajectory } from '@nex/core';
import { type Client, type RuntimeService, retrying, watchRuns } from '@nex/rpc';
import pLimit from 'p-limit';
import type { SimulationCase } from './report.ts';

const FETCHES_AT_A_TIME = 4;

export interface CaseRuns {
  runtime: Pick<Client<typeof RuntimeService>, 'createRuns' | 'watchRuns' | 'getTrajectory'>;
  /** Of the bundle. */
  digest: string;
  /** Path of each agent's file in the bundle. */
  fileOf(agent: string): string;
  /** `<framework>/<round>/<what for>`: with the case's id it is unique. */
  keyPrefix: string;
  seed: number;
  limits: RunLimits;
  signal: AbortSignal;
}

/** The trajectory of each case, in the order of the cases. */
export async function runCases(cases: readonly SimulationCase[], work: CaseRuns): Promise<Trajectory[]> {
  if (cases.length === 0) return [];
  const { runtime, signal } = work;
  const runs = cases.map((one) => ({
    frameworkDigest: work.digest,
    agent: one.scope === 'whole' ? '' : work.fileOf(one.agent),
    input: one.message,
    seed: work.seed,
    unattended: true,
    limits: work.limits,
    idempotencyKey: `${work.keyPrefix}/${one.id}`,
  }));
  const created = (await retrying(signal, () => runtime.createRuns({ runs }, { signal }))).runs;
  if (created.length !== runs.length) throw new NexError('internal', 'The runtime answered for other runs.');
  const ids = created.map((run) => run.id);
  const open = new Set(ids);
  for await (const { runId } of watchRuns(runtime, ids, signal)) open.delete(runId);
  if (open.size > 0) throw new NexError('unavailable', 'The runtime did not bring every run to its end.');
  return pLimit(FETCHES_AT_A_TIME).map(ids, async (runId) => {
    const answer = await retrying(signal, () => runtime.getTrajectory({ runId }, { signal }));
    return Trajectory.parse(JSON.parse(answer.trajectoryJson));
  });
}
