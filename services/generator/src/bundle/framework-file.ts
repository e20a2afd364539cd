/** `framework.yaml`: the table of contents with provenance. */
import type { BundleFile, FrameworkFile } from '@nex/core';
import { stringify } from 'yaml';
import { agentPath, type BundlePlan, GENERATOR_VERSION } from './plan.ts';

export function frameworkFile(plan: BundlePlan): BundleFile {
  const entry = plan.agents.find((agent) => agent.parent === null);
  const document: FrameworkFile = {
    type: 'framework',
    name: plan.interpretation.name,
    title: plan.interpretation.title,
    description: plan.interpretation.description,
    sentence: plan.sentence,
    language: plan.language,
    domain: plan.interpretation.domain,
    pattern: plan.pattern,
    entry: agentPath(entry?.name ?? ''),
    agents: plan.agents.map((agent) => ({
      name: agent.name,
      file: agentPath(agent.name),
      parent: agent.parent,
    })),
    provenance: {
      generator: GENERATOR_VERSION,
      model: plan.model.name,
      provider: plan.model.provider,
      offline_model: plan.model.name.startsWith('nex-offline'),
      seed: plan.seed,
      catalogue: plan.catalogueDigest,
    },
  };
  return { path: 'framework.yaml', content: stringify(document, { lineWidth: 110 }) };
}
