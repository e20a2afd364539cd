/** Looks for what each trajectory shares with the benchmarks of the build. It costs no model call, so it is before the judge. */
import { setImmediate } from 'node:timers/promises';
import { type DecontaminationSpec, NexError } from '@nex/core';
import { type BenchmarkLine, type BenchmarkSource, createDecontaminator } from '@nex/quality';
import { linesOf } from '../benchmarks/lines-of.ts';
import { findBenchmarkFiles, readBenchmarkFile } from '../store/benchmark-files.ts';
import { insertContaminations } from '../store/contaminations.ts';
import { countStageRuns, endStageRun, fixStageRuns, readOpenRuns } from '../store/stage-runs.ts';
import { unpackTrajectory } from '../store/trajectories.ts';
import type { Stage, StageWork } from './stage.ts';

const PAGE = 32;
/** Hits that are kept of a trajectory: those with the most words, the longest first. */
const MAX_HITS = 100;

export const decontaminate: Stage = {
  name: 'decontaminate',
  async run(work) {
    const { pool, build, signal, write } = work;
    const spec = build.spec.quality?.decontamination;
    if (!spec) return;
    await write((tx) => fixStageRuns(tx, build, 'decontaminate', { through: 'verify' }));
    const { gram, minLineWords } = spec;
    const sources = await sourcesOf(work, spec);
    const decontaminator = await createDecontaminator(sources, { gram, minLineWords, signal });
    for (let after = ''; ; ) {
      const rows = await readOpenRuns(pool, build.id, 'decontaminate', after, PAGE);
      for (const { run_id: runId, content } of rows) {
        signal.throwIfAborted();
        const found = decontaminator.scan(await unpackTrajectory(content));
        const hits = found.toSorted((a, b) => b.words - a.words).slice(0, MAX_HITS);
        await write(async (tx) => {
          if (hits.length > 0) await insertContaminations(tx, build.id, runId, hits);
          await endStageRun(tx, build.id, 'decontaminate', runId);
        });
        // Looking is pure computation: others get their turn in between.
        await setImmediate();
      }
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) return;
      after = last.run_id;
    }
  },
  count: countStageRuns('decontaminate'),
};

/** One text at a time is in memory; hits name its digest as the file. */
async function sourcesOf(
  { pool }: Pick<StageWork, 'pool'>,
  { benchmarks }: DecontaminationSpec,
): Promise<BenchmarkSource[]> {
  const digests = benchmarks.flatMap(({ digest }) => digest ?? []);
  const files = await findBenchmarkFiles(pool, digests);
  return benchmarks.map(({ name, digest = '' }) => ({
    benchmark: name,
    format: files.get(digest)?.format ?? 'text',
    lines: linesOfFile(pool, digest),
  }));
}

async function* linesOfFile(pool: StageWork['pool'], digest: string): AsyncGenerator<BenchmarkLine> {
  const file = await readBenchmarkFile(pool, digest);
  if (!file) throw new NexError('internal', 'A benchmark of the build is gone.', { where: digest });
  yield* linesOf(digest, file.text);
}
