/** What the work on one run is given, and what it ends with. */
import type { SubAgentResult } from '@nex/agent';
import type { AgentSpec, Failure, RunState, StopReason, ToolContext } from '@nex/core';
import type { RunRow } from '../store/run-row.ts';
import type { Tree } from './tree.ts';

export interface RunAgentInput {
  /** Taken up by this worker. */
  run: RunRow;
  agent: AgentSpec;
  tree: Tree;
  /** Aborts with the parent's run or the whole tree. */
  signal: AbortSignal;
  /** Runs an agent below this one. */
  startChild: StartChild;
}

export type StartChild = (parent: RunAgentInput, call: SubAgentCall) => Promise<SubAgentResult>;

/** A call of the Agent tool. */
export interface SubAgentCall {
  name: string;
  message: string;
  /** A run of the same tree whose conversation goes on. */
  subAgentId: string | undefined;
  toolContext: ToolContext;
}

/** What stopped the work on a run. */
export interface Outcome {
  stopReason: StopReason;
  response: string;
  failure?: Failure;
}

/** A run that is at its end. */
export interface RunEnd {
  runId: string;
  state: RunState;
  stopReason: StopReason;
  response: string;
}

/** The work on the run stopped without an end: its row is open. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
