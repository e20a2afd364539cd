/**
 * An importer reads trajectories that others recorded. It takes records (parsed lines) and gives trajectories; it
 * holds the records of what it is reading and nothing of what it has given out. What a format does not say stays
 * empty, and what had to be assumed is a warning. A record that cannot be used is a rejection, never silence.
 */
import { Trajectory } from '@nex/core';
import * as z from 'zod';

export const IMPORT_FORMATS = ['langfuse', 'otel-genai', 'openai-jsonl', 'atif', 'nexgap-converted'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** What was assumed or could not be kept as it was, with what it means. */
export const IMPORT_WARNINGS = {
  arguments_not_text: 'Arguments came as an object; they were written as JSON, not as the model wrote them.',
  call_ids_made: 'Calls had no ids; they were counted.',
  result_matched_by_order: 'A result names no call; it was given to the first open one.',
  result_without_call: 'A result answers no call of the conversation.',
  results_unread: 'A message looks like tool results in text and could not be read; it stays as it was.',
  role_unknown: 'A role is none of system, user, assistant and tool; it was read as user.',
  part_unread: 'A part of a message has an unknown type; it was kept as JSON text.',
  tool_renamed: 'A tool has a name that models may not use; it was changed in its definition and its calls.',
  tools_from_prompt: 'The tools were read from their description in the system prompt.',
  tools_inferred: 'No tools are given; they were taken from the calls, without schemas.',
  parent_missing: 'A span names a parent that is not in the trace.',
  model_call_failed: 'A model call failed or has no answer; it is not part of a conversation.',
  history_rewritten: 'A later call rewrote the conversation; the earlier one is kept beside it.',
  side_conversation:
    "A model call under the same agent has nothing of the agent's conversation; it is a run of its own.",
  sub_agent_unlinked: 'The call that started a sub-agent could not be found.',
  several_roots: 'The trace has several runs without a parent; the first is the root.',
  weight_unread:
    'A message has the weight 0: that it is not to be trained on is not kept, and every turn counts alike.',
  end_unknown: 'Nothing says how the run ended.',
} as const;
export type ImportWarningCode = keyof typeof IMPORT_WARNINGS;

export const ImportWarning = z.object({
  code: z.enum(Object.keys(IMPORT_WARNINGS) as [ImportWarningCode, ...ImportWarningCode[]]),
  /** The first place: `line 3`, `span 9f2c`, `message 4`. */
  where: z.string(),
  /** What was found there. */
  note: z.string(),
  /** In how many places. */
  count: z.number().int().positive(),
});
export type ImportWarning = z.infer<typeof ImportWarning>;

/** One line of an import: a trajectory of others in the platform's form. */
export const ImportedTrajectory = z.object({
  query: z.string(),
  trajectory: Trajectory,
  warnings: z.array(ImportWarning),
});
export type ImportedTrajectory = z.infer<typeof ImportedTrajectory>;

export const REJECT_REASONS = {
  not_json: 'The line is not JSON.',
  wrong_shape: 'The record does not have the form of the format.',
  late_record: 'The record belongs to a trace that was already given out.',
  no_conversation: 'The trace or record holds no conversation.',
} as const;
export type RejectReason = keyof typeof REJECT_REASONS;

export interface Rejection {
  /** From 1; for a document that is a list, the number of the item. */
  line: number;
  reason: RejectReason;
  note: string;
}

/** A parsed line with its number, from 1. */
export interface SourceRecord {
  line: number;
  value: unknown;
}

export type ImportItem =
  | { kind: 'trajectory'; imported: ImportedTrajectory }
  | { kind: 'rejected'; rejection: Rejection };

/** The same, with the line at which a trajectory was whole. */
export type ReadItem =
  | (Extract<ImportItem, { kind: 'trajectory' }> & { line: number })
  | Extract<ImportItem, { kind: 'rejected' }>;

export interface ReadOptions {
  /** Where the records come from, for the provenance: the name of a file. */
  source: string;
  /** Traces that are held open at a time, of formats that spread one over lines. */
  maxOpenTraces: number;
}

export interface Importer {
  readonly name: ImportFormat;
  /** Rises when it reads the same records otherwise. */
  readonly version: number;
  readonly title: string;
  /** Whether a record has the marks of this format. Never throws. */
  recognizes(value: unknown): boolean;
  /** Pure. One pass; gives each trajectory as soon as it is whole. */
  read(records: AsyncIterable<SourceRecord>, options: ReadOptions): AsyncGenerator<ImportItem>;
}
