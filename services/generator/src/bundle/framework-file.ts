/** `framework.yaml`: the table of contents with contracts, phases, assertions and provenance. */
import { type BundleFile, type FrameworkFile, isOfflineModel } from '@nex/core';
import { stringify } from 'yaml';
import { agentPath, type BundlePlan, GENERATOR_VERSION, toolPaths } from './plan.ts';

export function frameworkFile(plan: BundlePlan): BundleFile {
  const { design, interpretation } = plan;
  const entry = design.agents.find((agent) => agent.parent === null);
  const document: FrameworkFile = {
    type: 'framework',
    name: interpretation.name,
    title: interpretation.title,
    description: interpretation.description,
    sentence: plan.sentence,
    language: plan.language,
    domain: interpretation.domain,
    pattern: plan.pattern,
    entry: agentPath(entry?.name ?? ''),
    agents: [
      ...design.agents.map((agent) => ({
        name: agent.name,
        file: agentPath(agent.name),
        parent: agent.parent,
        role: agent.role,
        meta_skills: agent.meta_skills,
        assertions: agent.assertions,
      })),
      ...besides(plan),
    ],
    contracts: design.contracts,
    ...(design.phases.length > 0 ? { phases: design.phases } : {}),
    ...(design.synthesised.length > 0
      ? {
          synthesised_tools: design.synthesised.map(({ name, description }) => ({
            name,
            description,
            ...toolPaths(name),
          })),
        }
      : {}),
    provenance: {
      generator: GENERATOR_VERSION,
      model: plan.model.name,
      provider: plan.model.provider,
      offline_model: isOfflineModel(plan.model.name),
      seed: plan.seed,
      catalogue: plan.catalogueDigest,
    },
  };
  return {
    path: 'framework.yaml',
    content: stringify(document, { lineWidth: 110, aliasDuplicateObjects: false }),
  };
}

/** Once more for each caller beside the tree. */
function besides({ design, adopted }: BundlePlan): FrameworkFile['agents'] {
  const there = new Set(design.agents.map((agent) => agent.name));
  return (adopted?.extra ?? [])
    .filter(({ from, to }) => there.has(from) && there.has(to))
    .map(({ from, to }) => ({ name: to, file: agentPath(to), parent: from }));
}
