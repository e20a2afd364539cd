/** Runs the framework on each accepted query, as often as the build has samples. A run that fails is data. */

import { NexError } from '@nex/core';
import { deriveSeed } from '@nex/core/digest';
import { retrying } from '@nex/rpc';
import { dispatchRuns } from '../runs/dispatch-runs.ts';
import { readAcceptedQueries } from '../store/queries.ts';
import { countRuns, insertQueryRuns } from '../store/query-runs.ts';
import { rejectReviewedQueries } from '../store/review-decisions.ts';
import type { Stage, StageWork } from './stage.ts';

const ROWS_PER_INSERT = 1000;

export const runAgents: Stage = {
  name: 'run-agents',
  needsBundle: true,
  async run(work) {
    const { bundle, runtime, signal } = work;
    await insertRows(work);
    const { digest, entryModel } = await retrying(signal, () =>
      runtime.putBundle({ files: [...bundle.files] }, { signal }),
    );
    if (digest !== bundle.digest) {
      throw new NexError('bundle_invalid', 'The runtime knows the framework under another digest.', {
        hint: 'Are all services of the same version?',
      });
    }
    await dispatchRuns(work, work.runLaneOf(entryModel));
  },
  count: countRuns,
};

async function insertRows({ pool, build, write }: StageWork): Promise<void> {
  await write((tx) => rejectReviewedQueries(tx, build.id));
  const queries = await readAcceptedQueries(pool, build.id);
  const rows = queries.flatMap((query) =>
    Array.from({ length: build.spec.samples }, (_, sampleIndex) => ({
      queryId: query.id,
      queryIndex: query.index,
      sampleIndex,
      seed: deriveSeed(query.seed, 'sample', sampleIndex),
    })),
  );
  for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
    await write((tx) => insertQueryRuns(tx, build.id, rows.slice(from, from + ROWS_PER_INSERT)));
  }
}
