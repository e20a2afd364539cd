/** Asks each model of a bundle's agents one short question, to see whether it answers. Nothing is stored or counted. */
import { bundleSource, loadAgent } from '@nex/agent-config';
import { type AgentSpec, type BundleFile, type ModelProbe, probeModel } from '@nex/core';
import type { Context } from '../context.ts';
import { chooseModel } from '../runs/choose-model.ts';
import { openSecrets } from '../secrets/open-secrets.ts';
import type { BundleContents } from '../store/bundles.ts';
import { loadOptions } from './load-options.ts';

export interface AskedModel extends ModelProbe {
  /** Names of the agents whose model it is. */
  agents: string[];
}

/** A model that several agents name by the same settings is asked once; servers for when it fails are not asked. */
export async function askModels(
  context: Context,
  tenant: string,
  files: readonly BundleFile[],
  { entry, agents }: Pick<BundleContents, 'entry' | 'agents'>,
  signal: AbortSignal,
): Promise<AskedModel[]> {
  const source = bundleSource(files);
  const options = loadOptions(context, new Date().toISOString().slice(0, 10));
  const secrets = openSecrets(context, tenant);
  const bySettings = new Map<string, { agent: AgentSpec; names: Set<string> }>();
  for (const file of entry === null ? agents.map((one) => one.file) : [entry]) {
    const loaded = await loadAgent(source, file, options);
    for (const agent of withThoseBelow(loaded.agent)) {
      const key = JSON.stringify(agent.model);
      const known = bySettings.get(key) ?? { agent, names: new Set() };
      bySettings.set(key, known);
      known.names.add(agent.name);
    }
  }
  return Promise.all(
    [...bySettings.values()].map(async ({ agent, names }) => {
      const { model } = await secrets.fillAgent(agent);
      return { ...(await probeModel(chooseModel(context, model), signal)), agents: [...names].sort() };
    }),
  );
}

function withThoseBelow(agent: AgentSpec): AgentSpec[] {
  return [agent, ...agent.subAgents.flatMap((below) => withThoseBelow(below.agent))];
}
