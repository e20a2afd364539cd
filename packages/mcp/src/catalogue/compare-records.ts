/** What of a server's behaviour is no longer as it was recorded. Speed and memory are never compared. */
import type { ProbedTool, ProbeRecord } from './probe-record.ts';

export interface BehaviourChange {
  /** Absent: of the server as a whole. */
  tool?: string;
  what: 'works' | 'repeats' | 'writes' | 'refuses' | 'state' | 'grade' | 'protocol';
  before: string;
  now: string;
}

/**
 * Sorted by tool. Tools that only one of them has are the business of the snapshots. `varying`: tools whose answers
 * differ by chance, so that neither whether they repeat nor what follows from it for memory is compared.
 */
export function compareRecords(
  before: ProbeRecord,
  now: ProbeRecord,
  varying: ReadonlySet<string> = new Set(),
): BehaviourChange[] {
  const places = ({ state }: ProbeRecord) =>
    state.places.filter((place) => varying.size === 0 || !['memory', 'none'].includes(place)).join('+') ||
    'none';
  const whole: BehaviourChange[] = [
    { what: 'state', before: places(before), now: places(now) },
    { what: 'protocol', before: before.protocol, now: now.protocol },
    { what: 'grade', before: before.grade, now: now.grade },
  ];
  const tools = now.tools.flatMap((tool) => {
    const old = before.tools.find(({ name }) => name === tool.name);
    // Without a network of its own a machine cannot show that a tool needs none.
    return old && before.offline === now.offline ? compareTools(old, tool, varying.has(tool.name)) : [];
  });
  return [...whole.filter((change) => change.before !== change.now), ...tools];
}

function compareTools(old: ProbedTool, tool: ProbedTool, varies: boolean): BehaviourChange[] {
  const { name } = tool;
  const works = (row: ProbedTool) => (row.verdict === 'works' ? 'works' : row.verdict);
  const repeats = (row: ProbedTool) => (row.determinism === 'no' ? 'no' : 'yes');
  const rows: BehaviourChange[] = [
    { tool: name, what: 'works', before: works(old), now: works(tool) },
    { tool: name, what: 'repeats', before: repeats(old), now: repeats(tool) },
    { tool: name, what: 'writes', before: String(old.writes), now: String(tool.writes) },
    { tool: name, what: 'refuses', before: old.invalid, now: tool.invalid },
  ];
  return rows.filter((row) => row.before !== row.now && !(varies && row.what === 'repeats'));
}
