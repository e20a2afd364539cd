/** What of a server's behaviour is no longer as it was recorded. Speed and memory are never compared. */
import type { ProbedTool, ProbeRecord } from './probe-record.ts';

export interface BehaviourChange {
  /** Absent: of the server as a whole. */
  tool?: string;
  what: 'works' | 'repeats' | 'writes' | 'refuses' | 'state' | 'grade' | 'protocol';
  before: string;
  now: string;
}

/** Sorted by tool. Tools that only one of them has are the business of the snapshots. */
export function compareRecords(before: ProbeRecord, now: ProbeRecord): BehaviourChange[] {
  const whole: BehaviourChange[] = [
    { what: 'state', before: before.state.places.join('+'), now: now.state.places.join('+') },
    { what: 'protocol', before: before.protocol, now: now.protocol },
    { what: 'grade', before: before.grade, now: now.grade },
  ];
  const tools = now.tools.flatMap((tool) => {
    const old = before.tools.find(({ name }) => name === tool.name);
    // Without a network of its own a machine cannot show that a tool needs none.
    return old && before.offline === now.offline ? compareTools(old, tool) : [];
  });
  return [...whole.filter((change) => change.before !== change.now), ...tools];
}

function compareTools(old: ProbedTool, tool: ProbedTool): BehaviourChange[] {
  const { name } = tool;
  const works = (row: ProbedTool) => (row.verdict === 'works' ? 'works' : row.verdict);
  const repeats = (row: ProbedTool) => (row.determinism === 'no' ? 'no' : 'yes');
  const rows: BehaviourChange[] = [
    { tool: name, what: 'works', before: works(old), now: works(tool) },
    { tool: name, what: 'repeats', before: repeats(old), now: repeats(tool) },
    { tool: name, what: 'writes', before: String(old.writes), now: String(tool.writes) },
    { tool: name, what: 'refuses', before: old.invalid, now: tool.invalid },
  ];
  return rows.filter((row) => row.before !== row.now);
}
