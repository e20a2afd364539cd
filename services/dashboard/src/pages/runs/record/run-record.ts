/**
 * A tree of runs as its events tell it: who worked when, what was said, what was called. Times are in milliseconds since
 * 1970; what has no end is under way.
 */
import type { RunEvent } from '@nex/core';

export interface RunRecord {
  /** In order of starting; the root is the first. */
  agents: AgentRecord[];
  agentById: Map<string, AgentRecord>;
  callById: Map<string, CallRecord>;
  /** Grows with every change, so that views know when to look again. */
  version: number;
  /** Earliest and latest time of any event. */
  startMs: number;
  endMs: number;
}

export interface AgentRecord {
  runId: string;
  agent: string;
  depth: number;
  parentRunId: string | null;
  parentCallId: string | null;
  startMs: number;
  endMs: number | undefined;
  stopReason: string | undefined;
  failure: { code: string; message: string } | undefined;
  response: string | undefined;
  turns: Turn[];
  /** Sums of the model calls so far. */
  inputTokens: number;
  outputTokens: number;
  costUsd: number | undefined;
}

export type Turn = AnswerTurn | UserTurn | NoteTurn;

/** One call of the model. */
export interface AnswerTurn {
  kind: 'answer';
  messageId: string;
  startMs: number;
  endMs: number | undefined;
  text: string;
  reasoning: string;
  calls: CallRecord[];
  /** Of the agent's own calls, from 1; 0 while it is being written. */
  iteration: number;
  model: string | undefined;
  finishReason: string | undefined;
  latencyMs: number | undefined;
  inputTokens: number;
  outputTokens: number;
  costUsd: number | undefined;
}

export interface UserTurn {
  kind: 'user';
  key: string;
  atMs: number;
  text: string;
}

/** What happened beside the conversation: a retry, a compaction, a message of a team. */
export interface NoteTurn {
  kind: 'note';
  key: string;
  atMs: number;
  type: RunEvent['type'];
  data: RunEvent['data'];
}

export interface CallRecord {
  runId: string;
  callId: string;
  name: string;
  argumentsText: string;
  startMs: number;
  endMs: number | undefined;
  result: string | undefined;
  isError: boolean;
  /** Of a long call that tells how far it is. */
  progress: string | undefined;
  /** The run that the call started. */
  childRunId: string | undefined;
  /** It waits for a person. */
  isAsked: boolean;
}

export function emptyRecord(): RunRecord {
  return { agents: [], agentById: new Map(), callById: new Map(), version: 0, startMs: 0, endMs: 0 };
}

/** Calls are numbered by their run: two runs may use the same id. */
export function callKey(runId: string, callId: string): string {
  return `${runId}/${callId}`;
}
