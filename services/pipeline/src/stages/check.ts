/**
 * Judges every trajectory by every check that has not judged it at its version. The trajectories stay as they are;
 * verdicts are rows beside them, and so are those of older versions.
 */
import { setImmediate } from 'node:timers/promises';
import { judgeTrajectory, ToolSchemas } from '@nex/quality';
import { unpackTrajectory } from '../store/trajectories.ts';
import { countJudged, insertVerdicts, readUnjudged } from '../store/verdicts.ts';
import type { Stage } from './stage.ts';

const BATCH = 32;

export const check: Stage = {
  name: 'check',
  async run({ pool, build, scorers, signal, write }) {
    const schemas = new ToolSchemas();
    for (let after = ''; ; ) {
      const batch = await readUnjudged(pool, build.id, scorers.checks, after, BATCH);
      for (const row of batch) {
        signal.throwIfAborted();
        const missing = scorers.checks.filter(({ name }) => row.missing.includes(name));
        const trajectory = await unpackTrajectory(row.content);
        const { verdicts } = judgeTrajectory(trajectory, missing, schemas, scorers.mayGate);
        await write((tx) => insertVerdicts(tx, build.id, row.run_id, verdicts));
        // Judging is pure computation: others get their turn in between.
        await setImmediate();
      }
      const last = batch.at(-1);
      if (!last || batch.length < BATCH) return;
      after = last.run_id;
    }
  },
  count: countJudged,
};
