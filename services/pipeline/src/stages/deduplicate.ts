/**
 * Tags duplicates among the trajectories that nothing speaks against: exact ones, near ones, and by meaning. Samples of one
 * query are alike by design and are compared exactly only. It looks anew each time, since who stands for a cluster depends
 * on who is in it.
 */
import { NearDuplicatesSpec } from '@nex/core';
import { findDuplicatesByMeaning } from '../duplicates/by-meaning.ts';
import { groupQueries } from '../duplicates/group-queries.ts';
import { findNearDuplicates } from '../duplicates/near.ts';
import {
  type DuplicateRow,
  deleteDuplicates,
  endStageRuns,
  insertDuplicates,
  insertExactDuplicates,
  insertQueryGroups,
  readTies,
} from '../store/duplicates.ts';
import { countStageRuns, fixStageRuns } from '../store/stage-runs.ts';
import type { Stage, StageWork } from './stage.ts';

const ROWS_PER_INSERT = 1000;

export const deduplicate: Stage = {
  name: 'deduplicate',
  async run(work) {
    const { build, embedder, pool, write } = work;
    const { nearDuplicates, embeddingDuplicates: byMeaning } = build.spec.quality ?? {};
    const near = nearDuplicates ?? NearDuplicatesSpec.parse({});
    await write(async (tx) => {
      await deleteDuplicates(tx, build.id);
      await fixStageRuns(tx, build, 'deduplicate', { through: 'judge' });
      await insertExactDuplicates(tx, build.id);
    });
    if (near.onDuplicate !== 'off') await insertAll(work, await findNearDuplicates(work, near.threshold));
    if (byMeaning) await insertAll(work, await findDuplicatesByMeaning(work, embedder, byMeaning.threshold));
    const groups = groupQueries(await readTies(pool, build.id));
    await write(async (tx) => {
      if (groups.length > 0) await insertQueryGroups(tx, build.id, groups);
      await endStageRuns(tx, build.id);
    });
  },
  count: countStageRuns('deduplicate'),
};

async function insertAll({ build, write }: StageWork, rows: readonly DuplicateRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
    await write((tx) => insertDuplicates(tx, build.id, rows.slice(from, from + ROWS_PER_INSERT)));
  }
}
