/** What query synthesis reads: `problem_types.json`, `personas.jsonl` (formats of NexGAP) and `capabilities.json`. */
import type { BundleFile } from '@nex/core';
import { type BundlePlan, capabilitiesOf } from './plan.ts';

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
  const document = { capabilities: capabilitiesOf(plan.design) };
  return { path: 'capabilities.json', content: `${JSON.stringify(document, null, 2)}\n` };
}
