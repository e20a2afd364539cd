/** An agent as NexAU YAML with its prompt beside it. Our one addition: `mcp_servers` of the type `catalogue`. */
import type { BundleFile } from '@nex/core';
import { stringify } from 'yaml';
import type { DesignedAgent } from '../design/design.ts';
import { agentPath, type BundlePlan, childrenOf, promptPath, toolPaths } from './plan.ts';

const MAX_ITERATIONS = 24;

export function agentFile(agent: DesignedAgent, plan: BundlePlan): BundleFile[] {
  const servers = Map.groupBy(
    agent.tools.filter((tool) => !tool.own),
    (tool) => tool.server,
  );
  const tools = [...(agent.own?.tools ?? []), ...agent.synthesised.map(toolEntry)];
  const ownServers = agent.own?.servers ?? [];
  const subAgents = childrenOf(agent.name, plan);
  const prompt = plan.prompts.prompts.find((item) => item.agent === agent.name)?.system_prompt ?? '';
  const hasCode = agent.synthesised.length > 0;
  const document = {
    type: 'agent',
    name: agent.name,
    description: agent.description,
    system_prompt: `../${promptPath(agent.name)}`,
    system_prompt_type: 'file',
    max_iterations: MAX_ITERATIONS,
    llm_config: { temperature: 0.7 },
    ...(tools.length > 0 ? { tools } : {}),
    ...(hasCode && plan.sandbox !== 'local' ? { sandbox_config: { type: plan.sandbox } } : {}),
    ...(servers.size + ownServers.length > 0
      ? {
          mcp_servers: [
            ...ownServers,
            ...[...servers].map(([name, picked]) => ({
              name,
              type: 'catalogue',
              tools: picked.map((tool) => tool.tool).sort(),
            })),
          ],
        }
      : {}),
    ...(subAgents.length > 0
      ? {
          sub_agents: subAgents.map((name) => ({
            name,
            config_path: `./${agentPath(name).replace('agents/', '')}`,
          })),
        }
      : {}),
  };
  return [
    { path: agentPath(agent.name), content: stringify(document, { lineWidth: 110 }) },
    { path: promptPath(agent.name), content: `${literal(prompt).trim()}\n` },
  ];
}

function toolEntry(name: string) {
  return { name, yaml_path: `../${toolPaths(name).tool}`, source_id: `synthesised:${name}` };
}

/** Prompts are rendered as templates when they are loaded, so braces of the model's own are made literal. */
export function literal(prompt: string): string {
  return /\{[{%#]/.test(prompt) ? `{% raw %}${prompt.replaceAll('{% endraw %}', '')}{% endraw %}` : prompt;
}
