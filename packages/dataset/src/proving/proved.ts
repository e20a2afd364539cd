/**
 * Proves the samples of a data set: in this thread, or, when there is much to come, in threads beside it. Threads must
 * start and warm up first: with two of them, 197 MB of lines are written as fast as without, 3 GB 1.5 times as fast.
 */
import { availableParallelism } from 'node:os';
import type { Sample } from '@nex/core';
import { throwIfAborted } from '../cancelled.ts';
import type { PackedSample } from '../packed-sample.ts';
import { ProvingPool, type ProvingRequest } from './pool.ts';
import {
  arePacked,
  type LineBuffer,
  type ProvedSamples,
  type Proving,
  proveSamples,
} from './prove-samples.ts';

const MOST_THREADS = 8;
/** Samples that are proved here to see how large they are. */
const FIRST_SAMPLES = 32;
/** Of lines to come, of all formats: with less, threads are not worth their start. */
const WORTH_BYTES = 256 * 1024 * 1024;
interface BatchLimit {
  samples: number;
  /** Of packed trajectories. */
  bytes: number;
}
const THREAD_BATCH: BatchLimit = { samples: 32, bytes: 512 * 1024 };
/** A batch that is proved here keeps the process from all else. */
const OWN_BATCH: BatchLimit = { samples: 32, bytes: 16 * 1024 };

/** One for each core. On a single one none, because this thread does not rest. */
function defaultThreads(): number {
  const cores = availableParallelism();
  return cores === 1 ? 0 : Math.min(cores, MOST_THREADS);
}

export interface ProvedInput {
  samples: AsyncIterable<Sample> | AsyncIterable<PackedSample>;
  proving: Proving;
  /** What a thread makes its forms of. */
  request: ProvingRequest;
  /** So many from about the 33rd sample on. Default: one for each core when it is worth it, none on a single core. */
  threads: number | undefined;
  /** Samples that will come. */
  count: number;
  signal: AbortSignal;
}

/**
 * In the order of the samples. Samples that are not packed are proved here, all of them. The lines of each hold until the
 * next is asked for.
 */
export async function* proved(input: ProvedInput): AsyncGenerator<ProvedSamples> {
  const { samples, proving, request, count, signal } = input;
  const iterator = (samples as AsyncIterable<Sample | PackedSample>)[Symbol.asyncIterator]();
  const buffers: LineBuffer[] = [];
  let threads = 0;
  try {
    let done = 0;
    let bytes = 0;
    while (threads === 0) {
      const batch = await nextBatch(iterator, OWN_BATCH);
      throwIfAborted(signal);
      if (batch.length === 0) return;
      const one = proveSamples(proving, batch, buffers);
      for (const { lines } of one.formats) bytes += lines.length;
      yield one;
      const isFirst = done < FIRST_SAMPLES;
      done += batch.length;
      if (!isFirst || done < FIRST_SAMPLES || !arePacked(batch)) continue;
      const isWorth = (bytes / done) * (count - done) >= WORTH_BYTES;
      threads = input.threads ?? (isWorth ? defaultThreads() : 0);
    }
    await using pool = new ProvingPool(request, threads);
    for await (const one of pool.prove(batches(iterator as AsyncIterator<PackedSample>))) {
      throwIfAborted(signal);
      yield one;
    }
  } finally {
    await iterator.return?.();
  }
}

async function* batches(iterator: AsyncIterator<PackedSample>): AsyncGenerator<PackedSample[]> {
  while (true) {
    const batch = await nextBatch(iterator, THREAD_BATCH);
    if (batch.length === 0) return;
    yield batch as PackedSample[];
  }
}

/** Empty at the end. */
async function nextBatch(
  iterator: AsyncIterator<Sample | PackedSample>,
  limit: BatchLimit,
): Promise<Sample[] | PackedSample[]> {
  const batch: (Sample | PackedSample)[] = [];
  let bytes = 0;
  while (batch.length < limit.samples && bytes < limit.bytes) {
    const next = await iterator.next();
    if (next.done) break;
    batch.push(next.value);
    if ('packed' in next.value) bytes += next.value.packed.length;
  }
  return batch as Sample[] | PackedSample[];
}
