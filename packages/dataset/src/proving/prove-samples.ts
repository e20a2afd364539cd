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

export interface ProvedFormat {
  /** The lines of all rows, each with its end. */
  lines: Uint8Array<ArrayBuffer>;
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

export function proveSamples(
  { forms, split }: Proving,
  samples: readonly Sample[] | readonly PackedSample[],
): ProvedSamples {
  const composition = new Composition();
  const formats = forms.map((_, at) => new FormatRows(at));
  for (const { sample, isWellFormed } of unpacked(samples)) {
    const of = splitOf(taskOf(sample), split);
    const conversations = new Conversations(sample.trajectory, isWellFormed);
    for (const [at, form] of forms.entries()) formats[at]?.add(form, sample, conversations, of);
    composition.addSample(sample);
  }
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

/**
 * What the lines of a format are put together in, a buffer for each place. They are kept from one batch to the next:
 * the collector takes much memory outside of its heap, made and left, for a reason to look through all of it.
 */
const scratches: (Buffer | undefined)[] = [];
/** A longer one is let go. */
const KEPT_BYTES = 16 * 1024 * 1024;

class FormatRows {
  readonly #at: number;
  #bytes: Buffer;
  #used = 0;
  readonly #rows: ProvedFormat['rows'] = [];
  readonly #refused: RefusedRow[] = [];

  constructor(at: number) {
    this.#at = at;
    this.#bytes = scratches[at] ?? Buffer.alloc(0);
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
    if (most > this.#bytes.length) {
      const before = this.#bytes;
      this.#bytes = Buffer.allocUnsafeSlow(Math.max(most, 2 * before.length));
      this.#bytes.set(before.subarray(0, from));
      scratches[this.#at] = this.#bytes;
    }
    const end = from + this.#bytes.write(line, from, 'utf8');
    this.#bytes[end] = END_OF_LINE;
    this.#used = end + 1;
    return this.#used - from;
  }

  end(): ProvedFormat {
    const lines = new Uint8Array(this.#bytes.subarray(0, this.#used));
    if (this.#bytes.length > KEPT_BYTES) scratches[this.#at] = undefined;
    return { lines, rows: this.#rows, refused: this.#refused };
  }
}

/** The row of a line. */
export function rowOf(line: Uint8Array): JsonObject {
  return JSON.parse(
    Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('utf8'),
  ) as JsonObject;
}
