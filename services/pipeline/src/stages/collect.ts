/**
 * Fetches the trajectory of every terminal run, redacts it by the build's policy, and stores it once. That a run has
 * none is noted, not an error.
 */

import { NexError, Trajectory } from '@nex/core';
import { createRedactor, type Redactor } from '@nex/quality';
import { retrying } from '@nex/rpc';
import pLimit from 'p-limit';
import { readRunModel, setBuildModel } from '../store/build-state.ts';
import { insertRedaction } from '../store/redactions.ts';
import {
  countTrajectories,
  insertTrajectory,
  noteUncollectable,
  packTrajectory,
  readUncollected,
  type Uncollected,
} from '../store/trajectories.ts';
import type { Stage, StageWork } from './stage.ts';

const CONCURRENCY = 8;

export const collect: Stage = {
  name: 'collect',
  async run(work) {
    const limit = pLimit({ concurrency: CONCURRENCY, rejectOnClear: true });
    const rows = await readUncollected(work.pool, work.build.id);
    const redactor = redactorOf(work);
    try {
      await limit.map(rows, (row) => collectOne(work, redactor, row));
    } finally {
      limit.clearQueue();
    }
    const model = await readRunModel(work.pool, work.build.id);
    if (model) await work.write((tx) => setBuildModel(tx, work.build.id, model));
  },
  count: countTrajectories,
};

function redactorOf({ build, redactionSalt }: StageWork): Redactor | undefined {
  const policy = build.spec.redaction;
  return policy && createRedactor(policy, redactionSalt === undefined ? {} : { salt: redactionSalt });
}

async function collectOne(work: StageWork, redactor: Redactor | undefined, row: Uncollected): Promise<void> {
  work.signal.throwIfAborted();
  const trajectory = await fetchTrajectory(work, row.run_id);
  if (typeof trajectory === 'string') {
    await work.write((tx) => noteUncollectable(tx, row.run_id, trajectory));
    return;
  }
  const redacted = redactor?.redact(trajectory);
  const packed = await packTrajectory(row.text, redacted?.trajectory ?? trajectory);
  await work.write(async (tx) => {
    await insertTrajectory(tx, work.build.id, row, packed);
    if (redacted) await insertRedaction(tx, work.build.id, row.run_id, redacted.audit);
  });
}

/** The trajectory, or the code that says why there is none. */
async function fetchTrajectory({ runtime, signal }: StageWork, runId: string): Promise<Trajectory | string> {
  try {
    const answer = await retrying(signal, () => runtime.getTrajectory({ runId }, { signal }));
    const parsed = Trajectory.safeParse(JSON.parse(answer.trajectoryJson));
    return parsed.success ? parsed.data : 'malformed';
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return 'malformed';
    if (thrown instanceof NexError && (thrown.code === 'not_found' || thrown.code === 'conflict'))
      return thrown.code;
    throw thrown;
  }
}
