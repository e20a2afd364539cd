/** What goes into the loop and what comes out. The loop has no effect of its own: each one is handed in here. */
import type {
  Failure,
  FinishReason,
  Json,
  JsonSchema,
  Message,
  Model,
  RunEvent,
  Sampling,
  StopReason,
  Storage,
  Tool,
  Usage,
} from '@nex/core';
import type { Budget } from './budget.ts';
import type { CompactionPolicy } from './compaction/policy.ts';
import type { Middleware } from './middleware/middleware.ts';
import type { PermissionDesk, PermissionRequest } from './permission-desk.ts';
import type { Recorder } from './recorder.ts';

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

export interface OutputContract {
  schema: JsonSchema;
  /** Says what is wrong with a value, or `undefined` when it is valid. Compiled once. */
  check(value: Json): string | undefined;
}

/** Messages that came in while the run was at work. */
export interface Inbox {
  /** Takes what waits, in order of arrival, as part of the durable conversation. Cheap when nothing waits. */
  take(): Promise<readonly Message[]>;
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
  /** Answers of this run so far. Default: those in the history. Needed when the history was compacted. */
  iterations?: number;
  /** Call ids of this run that the history does not hold any more. */
  usedCallIds?: Iterable<string>;
  /** Time since the last answer of the history, in ms. */
  idleMs?: number;
  recorder: Recorder;
  emit: Emit;
  /** Aborting ends the run: reason `timeout` for a TimeoutError or a NexError `timeout`, else `cancelled`. */
  signal: AbortSignal;
  budget: Budget;
  /** Now, in ms. */
  clock: () => number;
  /** Whether text is emitted while the model writes it. Default true; false is cheaper when nobody watches. */
  stream?: boolean;
  middleware?: readonly Middleware[];
  /** Absent: the context is never compacted. */
  compaction?: CompactionPolicy;
  /** Absent: what has to be asked is denied. */
  permissions?: PermissionDesk;
  inbox?: Inbox;
  /** The final answer must be JSON that holds to it; the model gets some tries to mend it. */
  output?: OutputContract;
  storage?: Storage;
}

export interface LoopResult {
  stopReason: StopReason;
  /** The answer; when the run ended early, the last text that the agent wrote, or ''. */
  response: string;
  /** The answer as a value, when the run has an output contract and kept it. */
  output?: Json;
  /** For `permission_pending`: what is asked. Empty when a sub-agent waits. */
  pending?: readonly PermissionRequest[];
  /** Present for every stop reason that is a failure: budget, timeout, cancelled, model_error, error. */
  failure?: Failure;
  /** Of the model calls that this invocation made. */
  usage: Usage;
  /** Model answers of the run, recovered ones included. */
  iterations: number;
}

/** Why the loop ends; without `response` the last text stands in. */
export interface Stop {
  stopReason: StopReason;
  response?: string;
  output?: Json;
  pending?: readonly PermissionRequest[];
  failure?: Failure;
}
