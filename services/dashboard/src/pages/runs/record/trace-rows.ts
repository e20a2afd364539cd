/** The record as a tree of lines: each agent, below it its model calls and tools, below a call the agent that it started. */
import type { AgentRecord, AnswerTurn, CallRecord, RunRecord } from './run-record.ts';

export type TraceRow = {
  key: string;
  level: number;
  startMs: number;
  endMs: number | undefined;
  /** Rows may be folded away below it. */
  hasChildren: boolean;
} & (
  | { kind: 'agent'; agent: AgentRecord }
  | { kind: 'model'; agent: AgentRecord; answer: AnswerTurn }
  | { kind: 'tool'; agent: AgentRecord; call: CallRecord }
);

/** `folded` holds keys of rows whose children are left out. */
export function traceRows(record: RunRecord, folded: ReadonlySet<string>): TraceRow[] {
  const rows: TraceRow[] = [];
  const told = new Set<string>();
  const addAgent = (agent: AgentRecord, level: number): void => {
    told.add(agent.runId);
    const key = agent.runId;
    const { startMs, endMs, turns } = agent;
    rows.push({ kind: 'agent', key, level, startMs, endMs, hasChildren: turns.length > 0, agent });
    if (folded.has(key)) return;
    for (const turn of turns) {
      if (turn.kind !== 'answer') continue;
      rows.push({
        kind: 'model',
        key: turn.messageId,
        level: level + 1,
        startMs: turn.startMs,
        endMs: turn.endMs,
        hasChildren: false,
        agent,
        answer: turn,
      });
      for (const call of turn.calls) addCall(agent, call, level + 1);
    }
  };
  const addCall = (agent: AgentRecord, call: CallRecord, level: number): void => {
    const child = call.childRunId === undefined ? undefined : record.agentById.get(call.childRunId);
    const key = `${call.runId}/${call.callId}`;
    const { startMs, endMs } = call;
    rows.push({ kind: 'tool', key, level, startMs, endMs, hasChildren: child !== undefined, agent, call });
    if (child === undefined) return;
    if (folded.has(key)) told.add(child.runId);
    else addAgent(child, level + 1);
  };
  for (const agent of record.agents) {
    // Runs that no call is known of, such as those of a team, stand beside the root.
    const isLone = agent.parentRunId === null || !record.agentById.has(agent.parentRunId);
    if (!told.has(agent.runId) && (isLone || agent.parentCallId === null)) addAgent(agent, 0);
  }
  return rows;
}

/** Keys of all rows that can be folded, for folding everything at once. */
export function foldableKeys(record: RunRecord): string[] {
  return traceRows(record, new Set())
    .filter(({ hasChildren, level }) => hasChildren && level > 0)
    .map(({ key }) => key);
}
