/**
 * An exporter turns a sample into one row of a file. Its rows are the same for the same sample, have exactly its
 * columns, and lose nothing: `restore` gives back the conversations that went in. Whoever changes the form of a
 * row raises the version.
 */
import type { JsonObject, Message, Sample } from '@nex/core';
import type { Column } from '../columns.ts';

export interface Exporter {
  readonly name: string;
  readonly version: number;
  /** Of the row files, without a dot. */
  readonly extension: 'jsonl';
  readonly description: string;
  readonly columns: readonly Column[];
  /** Pure. Text that is no Unicode (a lone surrogate) becomes U+FFFD, as in every UTF-8 file. */
  row(sample: Sample): JsonObject;
  /** Reads a row back, from the parsed line. Throws `invalid_request` when it is no row of this exporter. */
  restore(row: unknown): RestoredSample;
}

export interface RestoredSample {
  id: string;
  query: string;
  buildId: string;
  offlineModel: boolean;
  /** Root first. */
  runs: RestoredRun[];
}

export interface RestoredRun {
  runId: string;
  parentRunId: string | null;
  parentCallId: string | null;
  agent: string;
  messages: Message[];
}
