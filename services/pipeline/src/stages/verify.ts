/**
 * Finds out by the verifiers of a query whether its runs did what it asked for, and from that how hard the query is. A
 * verifier that broke is asked again when the stage is done again; what it found once stands for its version.
 */
import { addUsage, NO_USAGE } from '@nex/core';
import { measureDifficulty, verify } from '@nex/quality';
import pLimit from 'p-limit';
import { readVerifiable, type Verifiable } from '../store/tasks.ts';
import { unpackTrajectory } from '../store/trajectories.ts';
import {
  countVerified,
  insertVerification,
  readTallies,
  readVerified,
  saveMeasures,
} from '../store/verifications.ts';
import type { Stage, StageWork } from './stage.ts';

const PAGE = 32;
const CONCURRENCY = 4;

export const verifyRuns: Stage = {
  name: 'verify',
  async run(work) {
    const { pool, build, write } = work;
    for (let after = ''; ; ) {
      const rows = await readVerifiable(pool, build.id, after, PAGE);
      const limit = pLimit({ concurrency: CONCURRENCY, rejectOnClear: true });
      try {
        await limit.map(rows, (row) => verifyRun(work, row));
      } finally {
        limit.clearQueue();
      }
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) break;
      after = last.run_id;
    }
    const tallies = await readTallies(pool, build.id);
    const measures = tallies.flatMap(({ query_id: queryId, samples, passed }) => {
      const measured = measureDifficulty(passed, samples);
      return measured ? [{ queryId, ...measured }] : [];
    });
    if (measures.length > 0) await write((tx) => saveMeasures(tx, build.id, measures));
  },
  count: countVerified,
};

async function verifyRun(work: StageWork, row: Verifiable): Promise<void> {
  const { pool, build, model, runScript, scorers, signal, write } = work;
  const known = await readVerified(pool, row.run_id);
  const { verifiers, initialState } = row.task;
  const open = verifiers.flatMap((verifier, position) => {
    const { kind } = verifier;
    const { version } = scorers.verifiers[kind];
    const before = known.find(
      (one) => one.position === position && one.kind === kind && one.version === version,
    );
    return before && !before.isBroken ? [] : [{ verifier, position, paid: before?.usage ?? undefined }];
  });
  if (open.length === 0) return;
  const trajectory = await unpackTrajectory(row.content);
  const subject = { query: row.query, trajectory, ...(initialState && { initialState }) };
  for (const { verifier, position, paid } of open) {
    signal.throwIfAborted();
    const means = { model, runScript, seed: row.seed, signal };
    const found = await verify(verifier, position, subject, means, scorers.verifiers);
    // What it cost when it broke was spent all the same.
    const usage = paid && addUsage(paid, found.usage ?? NO_USAGE);
    await write((tx) => insertVerification(tx, build.id, row.run_id, { ...found, ...(usage && { usage }) }));
  }
}
