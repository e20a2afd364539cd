/**
 * Proves the samples of a data set: in this thread, or, once there are many, in threads beside it. To start a thread takes as
 * long as to prove some hundred samples.
 */
import { availableParallelism } from 'node:os';
import type { Sample } from '@nex/core';
import { throwIfAborted } from '../cancelled.ts';
import type { PackedSample } from '../packed-sample.ts';
import { ProvingPool, type ProvingRequest } from './pool.ts';
import { type ProvedSamples, type Proving, proveSamples } from './prove-samples.ts';

const MOST_THREADS = 8;
/** Samples that are proved here before any thread is started. */
const FIRST_SAMPLES = 256;
const BATCH_SAMPLES = 64;
/** Of packed trajectories. */
const BATCH_BYTES = 512 * 1024;

/** One for each core. On a single one none, because this thread does not rest. */
export function defaultThreads(): number {
  const cores = availableParallelism();
  return cores === 1 ? 0 : Math.min(cores, MOST_THREADS);
}

export interface ProvedInput {
  samples: AsyncIterable<Sample> | AsyncIterable<PackedSample>;
  proving: Proving;
  /** What a thread makes its forms of. */
  request: ProvingRequest;
  threads: number;
  signal: AbortSignal;
}

/** In the order of the samples. Samples that are not packed are proved here, all of them. */
export async function* proved(input: ProvedInput): AsyncGenerator<ProvedSamples> {
  const { samples, proving, request, threads, signal } = input;
  const iterator = samples[Symbol.asyncIterator]();
  try {
    for (let count = 0; ; count += 1) {
      const next = await iterator.next();
      throwIfAborted(signal);
      if (next.done) return;
      yield proveSamples(proving, [next.value]);
      if (threads > 0 && count >= FIRST_SAMPLES && 'packed' in next.value) break;
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
  let batch: PackedSample[] = [];
  let bytes = 0;
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    batch.push(next.value);
    bytes += next.value.packed.length;
    if (batch.length < BATCH_SAMPLES && bytes < BATCH_BYTES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}
