/** The order in which tools are tried: what makes things, then what reads them, changes them, and takes them away. */
import type { SnapshotTool } from '../catalogue/snapshot.ts';

const STAGES: readonly RegExp[] = [
  /(^|_)(init|open|connect|create|add|new|start|begin|setup|write|insert|make|register|upsert|save|put|plan)(_|$)/,
  /(^|_)(list|get|read|search|find|show|describe|query|view|status|info|count|check|validate|log|diff)(_|$)/,
];
const LAST =
  /(^|_)(delete|remove|drop|close|clear|reset|destroy|stop|kill|archive|purge|unset|finish|end)(_|$)/;

/** Equal stages by name. */
export function toolOrder(tools: readonly SnapshotTool[]): SnapshotTool[] {
  return tools.toSorted((a, b) => stageOf(a.name) - stageOf(b.name) || (a.name < b.name ? -1 : 1));
}

function stageOf(name: string): number {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[.-]/g, '_')
    .toLowerCase();
  if (LAST.test(words)) return STAGES.length + 1;
  const stage = STAGES.findIndex((expression) => expression.test(words));
  return stage < 0 ? STAGES.length : stage;
}
