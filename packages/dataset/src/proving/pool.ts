/**
 * Threads that prove samples. Batches go to them in turn and come back in the order of the samples; each thread has at most
 * a few of them, so memory does not grow with the samples. What ends a thread ends the whole work with one error.
 */
import { Worker } from 'node:worker_threads';
import { type DataSplit, type ExportFormat, NexError } from '@nex/core';
import type { PackedSample } from '../packed-sample.ts';
import type { Tokenizers } from '../rows/render-row.ts';
import type { LineBuffer, ProvedSamples } from './prove-samples.ts';
import type { ThreadAnswer, ThreadBatch } from './thread.ts';

export interface ProvingRequest {
  formats: readonly ExportFormat[] | undefined;
  tokenizers: Tokenizers | undefined;
  split: DataSplit | undefined;
}

/** Enough to work on while a file is brought to the disk. */
const BATCHES_PER_THREAD = 4;

/** Owns its threads until it is disposed. */
export class ProvingPool implements AsyncDisposable {
  readonly #threads: ProvingThread[];
  #next = 0;

  constructor(request: ProvingRequest, threads: number, module = new URL('./thread.ts', import.meta.url)) {
    this.#threads = Array.from({ length: threads }, () => new ProvingThread(request, module));
  }

  /**
   * In order; the lines of each hold until the next is asked for. Throws what a batch ends with; `internal` when a thread
   * ends.
   */
  async *prove(batches: AsyncIterable<readonly PackedSample[]>): AsyncGenerator<ProvedSamples> {
    const most = this.#threads.length * BATCHES_PER_THREAD;
    const open: Started[] = [];
    for await (const batch of batches) {
      open.push(this.#start(batch));
      if (open.length >= most) yield* end(open.shift() as Started);
    }
    for (const one of open) yield* end(one);
  }

  #start(batch: readonly PackedSample[]): Started {
    const thread = this.#threads[this.#next % this.#threads.length];
    this.#next += 1;
    if (!thread) throw new NexError('internal', 'There is no thread.');
    const proved = thread.prove(batch);
    // Who reads in order meets the failure later.
    proved.catch(() => undefined);
    return { thread, proved };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread[Symbol.asyncDispose]()));
  }
}

interface Started {
  thread: ProvingThread;
  proved: Promise<ProvedSamples>;
}

async function* end({ thread, proved }: Started): AsyncGenerator<ProvedSamples> {
  const { formats, account } = await proved;
  yield { formats, account };
  thread.giveBack(formats.map(({ lines }) => new Uint8Array(lines.buffer)));
}

interface Waiting {
  resolve(proved: ProvedSamples): void;
  reject(error: NexError): void;
}

class ProvingThread implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  /** Those of one answer each. */
  readonly #idle: LineBuffer[][] = [];
  #failure: NexError | undefined;

  constructor(request: ProvingRequest, module: URL) {
    this.#worker = new Worker(module, { workerData: request });
    this.#worker.on('message', (answer: ThreadAnswer) => {
      const waiting = this.#waiting.shift();
      if ('proved' in answer) waiting?.resolve(answer.proved);
      else waiting?.reject(NexError.fromFailure(answer.failure));
    });
    this.#worker.on('error', (cause) => this.#fail(cause));
    this.#worker.on('exit', () => this.#fail(undefined));
  }

  prove(batch: readonly PackedSample[]): Promise<ProvedSamples> {
    if (this.#failure) return Promise.reject(this.#failure);
    const { promise, resolve, reject } = Promise.withResolvers<ProvedSamples>();
    this.#waiting.push({ resolve, reject });
    const buffers = this.#idle.pop() ?? [];
    const message: ThreadBatch = { samples: batch, buffers };
    this.#worker.postMessage(
      message,
      buffers.map(({ buffer }) => buffer),
    );
    return promise;
  }

  giveBack(buffers: LineBuffer[]): void {
    this.#idle.push(buffers);
  }

  #fail(cause: unknown): void {
    this.#failure ??= new NexError('internal', 'A thread that proves rows ended before its work.', { cause });
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }
}
