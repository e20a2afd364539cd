/**
 * Near-duplicates among the trajectories of a build: candidates by their signatures, which are all that is held, then the
 * Jaccard index itself of the few that may reach the threshold, read again from the store.
 */
import {
  createNearCandidates,
  jaccardIndex,
  SHINGLE_WORDS,
  shingleHashes,
  trajectoryText,
} from '@nex/quality';
import type { StageWork } from '../stages/stage.ts';
import { type DuplicateRow, endStageRuns, readComparable, readContent } from '../store/duplicates.ts';
import { unpackTrajectory } from '../store/trajectories.ts';
import { ClustersOfRuns } from './clusters-of-runs.ts';

/** Candidates that are compared exactly, of those that are not in the run's cluster yet. */
const MAX_COMPARED = 8;
/** Hashes that are held of the last texts that were compared: 32 MB. */
const HELD_HASHES = 8_000_000;
const PROGRESS_EVERY = 256;

export async function findNearDuplicates(
  { pool, build, signal, write }: Pick<StageWork, 'pool' | 'build' | 'signal' | 'write'>,
  threshold: number,
): Promise<DuplicateRow[]> {
  const candidates = createNearCandidates(threshold);
  const clusters = new ClustersOfRuns();
  const held = new HeldShingles(async (key) => {
    const content = await readContent(pool, clusters.runOf(key)?.runId ?? '');
    return content ? shinglesOf(content) : new Uint32Array();
  });
  let looked: string[] = [];
  const show = async () => {
    await write((tx) => endStageRuns(tx, build.id, looked));
    looked = [];
  };
  for await (const { run_id: runId, query_id: queryId, content } of readComparable(pool, build.id, [
    'exact',
  ])) {
    signal.throwIfAborted();
    const key = clusters.add({ runId, queryId });
    const shingles = await shinglesOf(content);
    let compared = 0;
    for (const { id: other } of candidates.add({ id: key, family: queryId, shingles })) {
      if (clusters.areTogether(key, other)) continue;
      if ((compared += 1) > MAX_COMPARED) break;
      const jaccard = jaccardIndex(shingles, await held.of(other));
      if (jaccard >= threshold) clusters.join(key, other, jaccard);
    }
    held.put(key, shingles);
    if (looked.push(runId) >= PROGRESS_EVERY) await show();
  }
  await show();
  return clusters.rows('near');
}

async function shinglesOf(content: Uint8Array): Promise<Uint32Array> {
  return shingleHashes(trajectoryText(await unpackTrajectory(content)), SHINGLE_WORDS);
}

/** The shingles of the texts that were used last. */
class HeldShingles {
  readonly #read: (key: string) => Promise<Uint32Array>;
  readonly #held = new Map<string, Uint32Array>();
  #hashes = 0;

  constructor(read: (key: string) => Promise<Uint32Array>) {
    this.#read = read;
  }

  async of(key: string): Promise<Uint32Array> {
    const shingles = this.#held.get(key) ?? (await this.#read(key));
    this.put(key, shingles);
    return shingles;
  }

  put(key: string, shingles: Uint32Array): void {
    this.#hashes += shingles.length - (this.#held.get(key)?.length ?? 0);
    this.#held.delete(key);
    this.#held.set(key, shingles);
    for (const [oldest, { length }] of this.#held) {
      if (this.#hashes <= HELD_HASHES) return;
      this.#held.delete(oldest);
      this.#hashes -= length;
    }
  }
}
