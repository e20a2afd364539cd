/** Judges every trajectory by every check. The trajectories stay as they are; verdicts are rows beside them. */
import { setImmediate } from 'node:timers/promises';
import { CHECKS, judgeTrajectory, ToolSchemas } from '@nex/quality';
import { unpackTrajectory } from '../store/trajectories.ts';
import { countJudged, insertVerdicts, readUnjudged } from '../store/verdicts.ts';
import type { Stage } from './stage.ts';

const BATCH = 32;

export const check: Stage = {
  name: 'check',
  async run({ pool, build, signal, write }) {
    const schemas = new ToolSchemas();
    for (;;) {
      const batch = await readUnjudged(pool, build.id, BATCH);
      if (batch.length === 0) return;
      for (const row of batch) {
        signal.throwIfAborted();
        const { verdicts } = judgeTrajectory(await unpackTrajectory(row.content), CHECKS, schemas);
        await write((tx) => insertVerdicts(tx, build.id, row.run_id, verdicts));
        // Judging is pure computation: others get their turn in between.
        await setImmediate();
      }
    }
  },
  count: countJudged,
};
