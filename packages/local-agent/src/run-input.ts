/** What one run of one agent is given, and what it ends with. */
import type { Budget, Place, SubAgentResult } from '@nex/agent';
import type { AgentSpec, Failure, Json, JsonSchema, StopReason, Storage, ToolContext } from '@nex/core';
import type { ConversationLog } from './conversation-log.ts';
import type { RunPlace } from './options.ts';
import type { RunTree } from './run-tree.ts';

export interface AgentRun {
  place: RunPlace;
  agent: AgentSpec;
  tree: RunTree;
  /** Of this run and all below it. */
  budget: Budget;
  /** Ends with what the agent has to answer. */
  log: ConversationLog;
  storage: Storage;
  /** Model answers of this run so far: above 0 for one that goes on after a pause. */
  iterations: number;
  /** Wins over the agent's own. */
  outputSchema?: JsonSchema;
  signal: AbortSignal;
  /** Where a run below another stands, for cassette and faults. */
  tapePlace?: Place;
  /** Runs an agent below this one. */
  startChild: (parent: AgentRun, call: SubAgentCall) => Promise<SubAgentResult>;
}

/** A call of the Agent tool. */
export interface SubAgentCall {
  name: string;
  message: string;
  /** A run of the same agent whose conversation goes on. */
  subAgentId: string | undefined;
  context: ToolContext;
  /** Where its run stands; present when the caller has a tape. */
  tapePlace?: Place;
}

export interface RunEnd {
  stopReason: StopReason;
  response: string;
  output?: Json;
  failure?: Failure;
  /** Model answers of the run. */
  iterations: number;
}

export function endedWell({ stopReason }: Pick<RunEnd, 'stopReason'>): boolean {
  return stopReason === 'answered' || stopReason === 'stop_tool';
}
