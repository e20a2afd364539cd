/** Duplicates by meaning: query and answer of each trajectory as vectors of the operator's embedding model. */
import { type Embedder, NexError, textOf } from '@nex/core';
import { clip, createEmbeddingDuplicates } from '@nex/quality';
import type { StageWork } from '../stages/stage.ts';
import { type Comparable, type DuplicateRow, droppingKinds, readComparable } from '../store/duplicates.ts';
import { unpackTrajectory } from '../store/trajectories.ts';
import { ClustersOfRuns } from './clusters-of-runs.ts';

/** Every pair is compared, so a build with more runs is refused. */
const MAX_EMBEDDED_RUNS = 20_000;
const BATCH = 64;
const MAX_CHARS = 8000;

/** Throws what the embedding server's failure is. */
export async function findDuplicatesByMeaning(
  { pool, build, signal }: Pick<StageWork, 'pool' | 'build' | 'signal'>,
  embedder: Embedder | undefined,
  threshold: number,
): Promise<DuplicateRow[]> {
  if (!embedder) throw noEmbedder();
  const index = createEmbeddingDuplicates(embedder, threshold);
  const clusters = new ClustersOfRuns();
  let batch: { id: string; family: string; text: string }[] = [];
  const flush = async () => {
    const tags = await index.add(batch, { signal });
    for (const [at, { nearest }] of tags.entries()) {
      const id = batch[at]?.id;
      if (id !== undefined && nearest) clusters.join(id, nearest.id, nearest.cosine);
    }
    batch = [];
  };
  for await (const row of readComparable(pool, build.id, droppingKinds(build.spec.quality))) {
    signal.throwIfAborted();
    const id = clusters.add({ runId: row.run_id, queryId: row.query_id });
    if (batch.push({ id, family: row.query_id, text: await textToEmbed(row) }) >= BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  return clusters.rows('embedding');
}

/** Throws `build_invalid` for more runs than can be compared. */
export function checkEmbeddedRuns(runs: number): void {
  if (runs <= MAX_EMBEDDED_RUNS) return;
  throw new NexError(
    'build_invalid',
    `Duplicates by meaning are looked for among at most ${MAX_EMBEDDED_RUNS} runs; the build has more.`,
    { where: 'quality.embeddingDuplicates', hint: 'Leave the key out; near-duplicates have no such limit.' },
  );
}

export function noEmbedder(): NexError {
  return new NexError('build_invalid', 'The pipeline has no embedding model to find duplicates by meaning.', {
    where: 'quality.embeddingDuplicates',
    hint: 'Set EMBEDDINGS_BASE_URL and EMBEDDINGS_MODEL for the pipeline, or leave the key out.',
  });
}

async function textToEmbed({ text, content }: Comparable): Promise<string> {
  const { runs, rootRunId } = await unpackTrajectory(content);
  const root = runs.find(({ runId }) => runId === rootRunId);
  const last = root?.messages.at(-1);
  return clip(`${text}\n\n${root?.response || (last ? textOf(last) : '')}`, MAX_CHARS);
}
