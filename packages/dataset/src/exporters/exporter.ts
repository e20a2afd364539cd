/**
 * An exporter writes one conversation in one format and reads it back. Where the conversation stands in the data set
 * (its ids, lineage, sub-agents) is the envelope's part, the same for all. Whoever changes the form of a row raises the
 * version, marks a new column with it (`since`), and goes on reading the rows of earlier ones.
 */
import type { ExporterName, ExportView, JsonObject, Message, ModelExporterName, Sample } from '@nex/core';
import type { Column } from '../columns.ts';
import type { Losses } from '../losses/losses.ts';
import type { Conversation } from '../views/conversation.ts';

/** What reading the rows of a format takes. */
export interface RowReader {
  readonly name: ExporterName | ModelExporterName;
  readonly version: number;
  readonly title: string;
  readonly description: string;
  /** What one conversation becomes. */
  readonly fields: readonly Column[];
  /** The messages of a row, as far as the format holds them: none where it has only their text. Throws `invalid_request`. */
  read(fields: JsonObject): Message[];
  /**
   * Of a format that has sub-agents within its own form: those of a row in the view `root`, which has no column for them
   * then. Throws `invalid_request`.
   */
  readNested?(fields: JsonObject): RestoredRun[];
}

export interface Exporter extends RowReader {
  /** Digests of what its rows are made with beside its name. */
  readonly madeWith?: Readonly<Record<string, string>>;
  /** The views in which its rows are valid. */
  readonly views: readonly ExportView[];
  /** Pure and deterministic. A conversation that the format cannot take is refused with a reason, never bent. */
  write(conversation: Conversation, around: Around): Written | Refusal;
}

/** What a conversation stands in. */
export interface Around {
  sample: Sample;
  /** The sub-agents' conversations that the fields are to hold too; only for formats with `readNested`. */
  nested: readonly Conversation[];
}

export interface Written {
  fields: JsonObject;
  losses: Losses;
  /** Reads the fields, as they came from their line, and compares; says what did not come back. */
  prove(fields: JsonObject): Refusal | undefined;
}

/** A stable word for counting, and what exactly is wrong. */
export interface Refusal {
  reason: string;
  detail: string;
}

export function isRefusal(written: object): written is Refusal {
  return 'reason' in written;
}

export interface RestoredSample {
  id: string;
  query: string;
  buildId: string;
  offlineModel: boolean;
  difficulty: string;
  language: string;
  problemType: string[];
  model: string;
  /** Kinds of the faults that were injected. */
  injected: string[];
  /** What rows share that must lie in one split; null where the form has no such column. */
  task: string | null;
  /** The row's own conversation first. */
  runs: RestoredRun[];
}

export interface RestoredRun {
  runId: string;
  parentRunId: string | null;
  parentCallId: string | null;
  agent: string;
  /** The conversation that the run ended with, not one that a compaction took the place of. Default: it is. */
  isLast?: boolean;
  /** JSON: the tools' definitions, as the format has them. Default: none. */
  tools?: string;
  messages: Message[];
}
