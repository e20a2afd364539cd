/** What goes into the loop and what comes out. The loop has no effect of its own: each one is handed in here. */
import type {
  Failure,
  FinishReason,
  Message,
  Model,
  RunEvent,
  Sampling,
  StopReason,
  Tool,
  ToolCallBlock,
  ToolOutcome,
  Usage,
} from '@nex/core';
import type { Budget } from './budget.ts';

/** A run's event without the run's id, which the caller knows and the loop need not. */
export type LoopEvent = Omit<RunEvent, 'runId'>;

/** Called in order; must not throw and must not wait. */
export type Emit = (event: LoopEvent) => void;

export interface LoopAgent {
  name: string;
  /** Model answers of this run, exactly; the ones in the history count. */
  maxIterations: number;
  /** A successful call of one of these ends the run. */
  stopTools: readonly string[];
}

export interface RecordedReply {
  /** From 1. */
  iteration: number;
  /** With call ids already unique within the run. */
  message: Message;
  /** Includes the discarded empty answers before this one. */
  usage: Usage;
  finishReason: FinishReason;
  /** The model's own name for itself. */
  model: string;
  latencyMs: number;
}

export type CallState =
  /** Nobody began this call before. */
  | { state: 'new' }
  /** A worker ended it; it must not run again. */
  | { state: 'finished'; outcome: ToolOutcome }
  /** A worker began it and died; nobody knows what it did. */
  | { state: 'unknown' };

/**
 * The run's durable log. What a method resolves is durable; the loop awaits it before the next step. A rejection
 * ends the loop at once with that error, so that a worker that lost its store or its claim does nothing more.
 * Calls are keyed by `call.id`, which is unique within the run.
 */
export interface Recorder {
  /** Before any tool of that reply runs. */
  recordReply(reply: RecordedReply): Promise<void>;
  /** Before the tool runs. Calls of one turn may begin and end concurrently. */
  beginCall(call: ToolCallBlock): Promise<CallState>;
  endCall(call: ToolCallBlock, outcome: ToolOutcome, timing: { latencyMs: number }): Promise<void>;
  /** Tool messages of one turn in call order, once all its calls ended. Should be atomic. */
  recordResults(messages: Message[]): Promise<void>;
}

export interface LoopInput {
  agent: LoopAgent;
  model: Model;
  sampling?: Sampling;
  /** Further fields for the provider. */
  extra?: Readonly<Record<string, unknown>>;
  /** Names are unique. */
  tools: readonly Tool[];
  /** System and user messages and everything recovered. Never changed; each message object is kept as it is. */
  history: readonly Message[];
  /** Finish reason of the last recovered reply; without it a recovered answer counts as complete. */
  lastFinishReason?: FinishReason;
  recorder: Recorder;
  emit: Emit;
  /** Aborting ends the run: reason `timeout` for a TimeoutError or a NexError `timeout`, else `cancelled`. */
  signal: AbortSignal;
  budget: Budget;
  /** Now, in ms. */
  clock: () => number;
  /** Whether text is emitted while the model writes it. Default true; false is cheaper when nobody watches. */
  stream?: boolean;
}

export interface LoopResult {
  stopReason: StopReason;
  /** The answer; when the run ended early, the last text that the agent wrote, or ''. */
  response: string;
  /** Present for every stop reason that is a failure: budget, timeout, cancelled, model_error, error. */
  failure?: Failure;
  /** Of the model calls that this invocation made. */
  usage: Usage;
  /** Model answers in the history at the end, recovered ones included. */
  iterations: number;
}

/** Why the loop ends; without `response` the last text stands in. */
export interface Stop {
  stopReason: StopReason;
  response?: string;
  failure?: Failure;
}
