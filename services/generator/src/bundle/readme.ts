/** The bundle's own README, with a Mermaid graph of agents and servers. */
import type { BundleFile } from '@nex/core';
import type { DesignedAgent } from '../design/design.ts';
import type { BundlePlan } from './plan.ts';

const WRITTEN_TOOLS =
  '- `tools/`: tools that were written for this framework, with the cases that they pass\n';

export function readme(plan: BundlePlan): BundleFile {
  const { title, description, goals, assumptions, out_of_scope: outOfScope } = plan.interpretation;
  const list = (items: readonly string[]) =>
    items.length > 0 ? items.map((item) => `- ${item}`).join('\n') : '- none';
  const content = `# ${title}

${description}
${plan.sentence === description ? '' : `\n> ${plan.sentence.replaceAll('\n', ' ')}\n`}
\`\`\`mermaid
${graph(plan.design.agents)}
\`\`\`

## Agents

${plan.design.agents.map((agent) => agentSection(agent, plan)).join('\n\n')}

## Goals

${list(goals)}

## Assumptions

${list([...assumptions, ...plan.design.assumptions])}

## Out of scope

${list(outOfScope)}

## Files

- \`framework.yaml\`: table of contents and provenance
- \`agents/\`, \`prompts/\`: one agent each; edit them freely
${plan.design.synthesised.length > 0 ? WRITTEN_TOOLS : ''}- \`problem_types.json\`, \`personas.jsonl\`, \`capabilities.json\`: what queries are made from
`;
  return { path: 'README.md', content };
}

export function agentSection(agent: DesignedAgent, plan: BundlePlan): string {
  const tools = agent.tools.map((tool) =>
    tool.own ? `\`${tool.tool}\`` : `\`${tool.server}/${tool.tool}\``,
  );
  const code = agent.synthesised.map((name) => `\`${name}\``);
  const children = plan.design.agents
    .filter((other) => other.parent === agent.name)
    .map((other) => `\`${other.name}\``);
  const has = [
    ...(tools.length > 0 ? [`Tools: ${tools.join(', ')}.`] : []),
    ...(code.length > 0 ? [`Tools written for it: ${code.join(', ')}.`] : []),
    ...(children.length > 0 ? [`Delegates to: ${children.join(', ')}.`] : []),
  ];
  return `### ${agent.name}\n\n${agent.role}\n\n${has.join('\n')}`;
}

export function graph(agents: readonly DesignedAgent[]): string {
  const ids = new Map(agents.map((agent, index) => [agent.name, `a${index}`]));
  const lines = ['graph TD'];
  for (const agent of agents) lines.push(`  ${ids.get(agent.name)}["${agent.name}"]`);
  for (const agent of agents) {
    if (agent.parent !== null) lines.push(`  ${ids.get(agent.parent)} --> ${ids.get(agent.name)}`);
    for (const server of new Set(agent.tools.filter((tool) => !tool.own).map((tool) => tool.server))) {
      lines.push(`  ${ids.get(agent.name)} -.-> s_${server.replaceAll('-', '_')}(["${server}"])`);
    }
  }
  return lines.join('\n');
}
