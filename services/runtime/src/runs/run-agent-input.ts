/** What the work on one run is given, and what it ends with. */
import type { Budget, Place, SubAgentResult } from '@nex/agent';
import type { AgentSpec, Failure, Json, RunState, StopReason, Tool, ToolContext } from '@nex/core';
import type { RunRow } from '../store/run-row.ts';
import type { Tape } from './tape.ts';
import type { ToolState } from './tool-state.ts';
import type { Tree } from './tree.ts';

export interface RunAgentInput {
  /** Taken up by this worker. */
  run: RunRow;
  agent: AgentSpec;
  tree: Tree;
  /** Of this run and all below it: the tree's, or one within it. */
  budget: Budget;
  /** Aborts with the parent's run or the whole tree. */
  signal: AbortSignal;
  /** Runs an agent below this one. */
  startChild: StartChild;
  /** Present for an agent of a team. */
  team?: TeamSeat;
  /** Present for a root run that keeps the state of tool servers. */
  toolState?: ToolState;
  /** Present when something stands between the tree and its tools. */
  tape?: Tape;
}

/** What its place in a team adds to an agent. */
export interface TeamSeat {
  tools(input: RunAgentInput): Tool[];
  /** Present for the leader: sets the teammates to work beside it. */
  lead?: (leader: RunAgentInput) => RunCrew;
}

/** The teammates at work. Disposing waits for their runs; it ends none of them. */
export interface RunCrew extends AsyncDisposable {
  /**
   * What the outcome of the leader's work comes to: an end, and then nobody of the team is at work any more; a pause; or
   * `undefined`, when the leader has something to go on with. Waits for that as long as something may come.
   */
  afterWork(outcome: Outcome): Promise<Outcome | undefined>;
}

export type StartChild = (parent: RunAgentInput, call: SubAgentCall) => Promise<SubAgentResult>;

/** A call of the Agent tool. */
export interface SubAgentCall {
  name: string;
  message: string;
  /** A run of the same tree whose conversation goes on. */
  subAgentId: string | undefined;
  toolContext: ToolContext;
  /** Where its run stands; present when the caller has a tape. */
  place?: Place;
}

/** What stopped the work on a run, or paused it. */
export interface Outcome {
  stopReason: StopReason;
  response: string;
  output?: Json;
  failure?: Failure;
}

/** A run that is at its end, or that waits for a person. */
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
