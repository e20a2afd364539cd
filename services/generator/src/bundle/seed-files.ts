/** What query synthesis reads: `problem_types.json`, `personas.jsonl` (formats of NexGAP) and `capabilities.json`. */
import type { BundleFile } from '@nex/core';
import { firstSentence } from '../steps/decompose.ts';
import type { BundlePlan } from './plan.ts';

export function problemTypesFile(plan: BundlePlan): BundleFile {
  const document = { framework: plan.interpretation.name, tree: plan.tree };
  return { path: 'problem_types.json', content: `${JSON.stringify(document, null, 2)}\n` };
}

export function personasFile(plan: BundlePlan): BundleFile {
  return {
    path: 'personas.jsonl',
    content: plan.personas.map((persona) => `${JSON.stringify(persona)}\n`).join(''),
  };
}

/** What the agents' tools can do, for the writer of queries, who must not learn their names. */
export function capabilitiesFile(plan: BundlePlan): BundleFile {
  const capabilities = new Map<string, { server: string; tool: string; description: string }>();
  for (const { server, tool, description } of plan.toolPlan.agents.flatMap((agent) => agent.tools)) {
    capabilities.set(`${server}/${tool}`, { server, tool, description: firstSentence(description) });
  }
  return {
    path: 'capabilities.json',
    content: `${JSON.stringify({ capabilities: [...capabilities.values()] }, null, 2)}\n`,
  };
}
