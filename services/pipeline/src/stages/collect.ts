/** Fetches the trajectory of every terminal run and stores it once. That a run has none is noted, not an error. */

import { NexError, Trajectory } from '@nex/core';
import { retrying } from '@nex/rpc';
import pLimit from 'p-limit';
import { readRunModel, setBuildModel } from '../store/build-state.ts';
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
    try {
      await limit.map(rows, (row) => collectOne(work, row));
    } finally {
      limit.clearQueue();
    }
    const model = await readRunModel(work.pool, work.build.id);
    if (model) await work.write((tx) => setBuildModel(tx, work.build.id, model));
  },
  count: countTrajectories,
};

async function collectOne(work: StageWork, row: Uncollected): Promise<void> {
  work.signal.throwIfAborted();
  const trajectory = await fetchTrajectory(work, row.run_id);
  if (typeof trajectory === 'string') {
    await work.write((tx) => noteUncollectable(tx, row.run_id, trajectory));
    return;
  }
  const packed = await packTrajectory(row.text, trajectory);
  await work.write((tx) => insertTrajectory(tx, work.build.id, row, packed));
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
