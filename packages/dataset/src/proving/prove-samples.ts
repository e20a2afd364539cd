/** Samples become rows of all formats of a data set: rendered, read back, compared, in UTF-8. */
import type { CompositionAccount, DataSplit, JsonObject, Sample, SplitName } from '@nex/core';
import { Composition } from '../composition.ts';
import type { Exporter, Refusal } from '../exporters/exporter.ts';
import type { Losses } from '../losses/losses.ts';
import { type PackedSample, type Unpacked, unpackAll } from '../packed-sample.ts';
import { provedRows } from '../rows/render-row.ts';
import { type RowForm, taskOf } from '../rows/row.ts';
import { splitOf } from '../split.ts';
import { Conversations } from '../views/leaves.ts';

/** Samples in order, in the form in which they can cross to another thread. */
export interface ProvedSamples {
  /** In the order of the formats. */
  formats: ProvedFormat[];
  /** What the samples are made of. */
  account: CompositionAccount;
}

/** Of its own. */
export type LineBuffer = Uint8Array<ArrayBuffer>;

export interface ProvedFormat {
  /** The lines of all rows, each with its end. */
  lines: LineBuffer;
  rows: { split: SplitName; bytes: number; losses: Losses }[];
  refused: RefusedRow[];
}

export interface RefusedRow {
  id: string;
  runId: string;
  traceId: string;
  refusal: Refusal;
}

export interface Proving {
  forms: readonly RowForm<Exporter>[];
  split: DataSplit | undefined;
}

/**
 * @param buffers In which lines are put together, by format; they stay here and grow. The lines that are given back lie in
 * them, so they hold until the buffers are used again. To make such buffers anew for each batch makes the collector look
 * through the whole heap, because they count as memory that it might set free.
 */
export function proveSamples(
  { forms, split }: Proving,
  samples: readonly Sample[] | readonly PackedSample[],
  buffers: LineBuffer[] = [],
): ProvedSamples {
  const composition = new Composition();
  const formats = forms.map((_, at) => new FormatRows(buffers[at]));
  for (const { sample, isWellFormed } of unpacked(samples)) {
    const of = splitOf(taskOf(sample), split);
    const conversations = new Conversations(sample.trajectory, isWellFormed);
    for (const [at, form] of forms.entries()) formats[at]?.add(form, sample, conversations, of);
    composition.addSample(sample);
  }
  for (const [at, rows] of formats.entries()) buffers[at] = rows.buffer;
  return { formats: formats.map((rows) => rows.end()), account: composition.account() };
}

function* unpacked(samples: readonly Sample[] | readonly PackedSample[]): Generator<Unpacked> {
  if (arePacked(samples)) yield* unpackAll(samples);
  else for (const sample of samples) yield { sample, isWellFormed: false };
}

export function arePacked(
  samples: readonly Sample[] | readonly PackedSample[],
): samples is readonly PackedSample[] {
  return samples[0] !== undefined && 'packed' in samples[0];
}

const END_OF_LINE = 10;
/** Of a UTF-16 unit in UTF-8. */
const MOST_BYTES = 3;

class FormatRows {
  buffer: Buffer<ArrayBuffer>;
  #used = 0;
  readonly #rows: ProvedFormat['rows'] = [];
  readonly #refused: RefusedRow[] = [];

  constructor(buffer: LineBuffer | undefined) {
    this.buffer = buffer ? Buffer.from(buffer.buffer) : Buffer.allocUnsafeSlow(0);
  }

  add(form: RowForm<Exporter>, sample: Sample, conversations: Conversations, split: SplitName): void {
    const { runId, traceId } = sample.lineage;
    for (const proved of provedRows(form, sample, conversations)) {
      if ('refusal' in proved) {
        this.#refused.push({ id: proved.id, runId, traceId, refusal: proved.refusal });
        continue;
      }
      this.#rows.push({ split, bytes: this.#write(proved.line), losses: proved.losses });
    }
  }

  /** Gives how many bytes the line has with its end. */
  #write(line: string): number {
    const from = this.#used;
    const most = from + line.length * MOST_BYTES + 1;
    if (most > this.buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(most, 2 * this.buffer.length));
      larger.set(this.buffer.subarray(0, from));
      this.buffer = larger;
    }
    const end = from + this.buffer.write(line, from, 'utf8');
    this.buffer[end] = END_OF_LINE;
    this.#used = end + 1;
    return this.#used - from;
  }

  end(): ProvedFormat {
    return { lines: this.buffer.subarray(0, this.#used), rows: this.#rows, refused: this.#refused };
  }
}

/** The row of a line. */
export function rowOf(line: Uint8Array): JsonObject {
  return JSON.parse(
    Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('utf8'),
  ) as JsonObject;
}
