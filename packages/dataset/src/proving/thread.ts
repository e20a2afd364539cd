/** What runs in a thread that proves: it makes the forms once, then answers batch after batch, in order. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Failure, toNexError } from '@nex/core';
import { namedFormats } from '../formats.ts';
import type { PackedSample } from '../packed-sample.ts';
import type { ProvingRequest } from './pool.ts';
import { type ProvedSamples, proveSamples } from './prove-samples.ts';

export type ThreadAnswer = { proved: ProvedSamples } | { failure: Failure };

const { formats, tokenizers, split } = workerData as ProvingRequest;
const forms = namedFormats(formats, tokenizers).map(({ form }) => form);

parentPort?.on('message', (batch: PackedSample[]) => {
  try {
    const proved = proveSamples({ forms, split }, batch);
    const answer: ThreadAnswer = { proved };
    parentPort?.postMessage(
      answer,
      proved.formats.map(({ lines }) => lines.buffer),
    );
  } catch (thrown) {
    const answer: ThreadAnswer = {
      failure: toNexError(thrown, 'internal', 'A row could not be made.').toFailure(),
    };
    parentPort?.postMessage(answer);
  }
});
