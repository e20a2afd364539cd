/** What a data set is made of, counted row by row while it is written. Holds counts, never rows. */
import { injectedFaults, type Sample, toolCallsOf } from '@nex/core';

export class Composition {
  rows = 0;
  offlineRows = 0;
  messages = 0;
  toolCalls = 0;
  readonly difficulty = new Map<string, number>();
  readonly language = new Map<string, number>();
  readonly problemType = new Map<string, number>();
  /** Calls by tool, `server: tool` for tools of an MCP server. */
  readonly tool = new Map<string, number>();
  /** Sub-agents' runs by agent. */
  readonly subAgent = new Map<string, number>();
  readonly model = new Map<string, number>();
  /** Injected faults by kind. */
  readonly fault = new Map<string, number>();
  /** Rows with an injected fault. */
  faultRows = 0;

  add({ trajectory, lineage }: Sample): void {
    this.rows += 1;
    if (lineage.offlineModel || trajectory.provenance.offlineModel) this.offlineRows += 1;
    count(this.difficulty, lineage.difficulty);
    count(this.language, lineage.language);
    count(this.problemType, lineage.problemType.join(' › '));
    count(this.model, lineage.model);
    const faults = injectedFaults(trajectory);
    if (faults.length > 0) this.faultRows += 1;
    for (const kind of faults) count(this.fault, kind);
    for (const run of trajectory.runs) {
      if (run.runId !== trajectory.rootRunId) count(this.subAgent, run.agent);
      const labels = new Map(
        run.tools.map(({ name, origin }) => [
          name,
          origin.kind === 'mcp'
            ? `${origin.server}: ${origin.tool}`
            : origin.kind === 'sub_agent'
              ? `${name} (sub-agent)`
              : `${name} (built in)`,
        ]),
      );
      this.messages += run.messages.length;
      for (const call of run.messages.flatMap(toolCallsOf)) {
        this.toolCalls += 1;
        count(this.tool, labels.get(call.name) ?? `${call.name} (unknown)`);
      }
    }
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Most frequent first, equal counts by name. */
export function ranked(counts: ReadonlyMap<string, number>): [name: string, count: number][] {
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : a > b ? 1 : 0));
}
