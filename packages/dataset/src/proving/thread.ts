/** What runs in a thread that proves: it makes the forms once, then answers batch after batch, in order. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Failure, toNexError } from '@nex/core';
import { namedFormats } from '../formats.ts';
import type { PackedSample } from '../packed-sample.ts';
import type { ProvingRequest } from './pool.ts';
import { type LineBuffer, type ProvedSamples, proveSamples } from './prove-samples.ts';

export interface ThreadBatch {
  samples: readonly PackedSample[];
  /** Of an earlier answer; they come back with this one. */
  buffers: LineBuffer[];
}
export type ThreadAnswer = { proved: ProvedSamples } | { failure: Failure };

const { formats, tokenizers, split } = workerData as ProvingRequest;
const forms = namedFormats(formats, tokenizers).map(({ form }) => form);

parentPort?.on('message', ({ samples, buffers }: ThreadBatch) => {
  try {
    const proved = proveSamples({ forms, split }, samples, buffers);
    const answer: ThreadAnswer = { proved };
    parentPort?.postMessage(
      answer,
      buffers.map(({ buffer }) => buffer),
    );
  } catch (thrown) {
    const answer: ThreadAnswer = {
      failure: toNexError(thrown, 'internal', 'A row could not be made.').toFailure(),
    };
    parentPort?.postMessage(answer);
  }
});
