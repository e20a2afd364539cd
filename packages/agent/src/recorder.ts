/** The run's log as the loop sees it. */
import type { FinishReason, Message, ReplyTokens, ToolCallBlock, ToolOutcome, Usage } from '@nex/core';
import type { Recording } from './cassettes/recording.ts';
import type { CompactionReport, CompactionTrigger } from './compaction/report.ts';
import type { PermissionRequest } from './permission-desk.ts';

export interface RecordedReply {
  /** From 1. */
  iteration: number;
  /** With call ids already unique within the run. */
  message: Message;
  /** Includes what came to nothing before it: empty answers, summaries that did not help. */
  usage: Usage;
  finishReason: FinishReason;
  /** The model's own name for itself. */
  model: string;
  /** Host that answered. */
  provider: string;
  latencyMs: number;
  tokens?: ReplyTokens;
}

export type CallState =
  /** Nobody began this call before. */
  | { state: 'new' }
  /** A worker ended it; it must not run again. */
  | { state: 'finished'; outcome: ToolOutcome }
  /** A worker began it and died; nobody knows what it did. */
  | { state: 'unknown' };

export interface EndedCall {
  call: ToolCallBlock;
  outcome: ToolOutcome;
  latencyMs: number;
  /** For the cassette, to be kept as one with the outcome. */
  recording?: Recording;
}

/** A conversation that takes the place of the present one. */
export interface Replacement {
  /** Whole, from the first system message on. */
  messages: readonly Message[];
  /** Per message its index in the present conversation; `null` for a new one. */
  origins: readonly (number | null)[];
  report: CompactionReport;
  trigger: CompactionTrigger;
  /** Of the calls that wrote the summary. */
  usage: Usage;
}

/**
 * The run's durable log. What a method resolves is durable; the loop awaits it before the next step. A rejection
 * ends the loop at once with that error, so that a worker that lost its store or its claim does nothing more.
 * Calls are keyed by `call.id`, which is unique within the run.
 */
export interface Recorder {
  /** Before any tool of that reply runs. */
  recordReply(reply: RecordedReply): Promise<void>;
  /** Before the tool runs. Calls of one turn may begin and end concurrently. A repeatable one leaves no mark. */
  beginCall(call: ToolCallBlock, options: { repeatable: boolean }): Promise<CallState>;
  /** As soon as a call ended while others of its turn are open. Once per call. */
  endCall(ended: EndedCall): Promise<void>;
  /**
   * Tool messages of one turn in call order, with the calls that no `endCall` told of. Atomic. When all calls of the turn
   * may be repeated, it may resolve before that is durable; what is recorded later is durable only with it.
   */
  recordResults(messages: Message[], ended: readonly EndedCall[]): Promise<void>;
  /** User messages that the platform or a person adds between two turns. */
  recordMessages(messages: readonly Message[]): Promise<void>;
  recordReplacement(replacement: Replacement): Promise<void>;
  /** The calls of the open turn that wait for a person. Again with the same ones when the run resumes without an answer. */
  recordPermissionRequests(requests: readonly PermissionRequest[]): Promise<void>;
}
