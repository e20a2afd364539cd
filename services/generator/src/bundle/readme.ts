/** The bundle's own README, with a Mermaid graph of agents and servers. */
import type { BundleFile } from '@nex/core';
import { type BundlePlan, toolsOf } from './plan.ts';

export function readme(plan: BundlePlan): BundleFile {
  const { title, description, goals, assumptions, out_of_scope: outOfScope } = plan.interpretation;
  const list = (items: readonly string[]) =>
    items.length > 0 ? items.map((item) => `- ${item}`).join('\n') : '- none';
  const content = `# ${title}

${description}

> ${plan.sentence.replaceAll('\n', ' ')}

\`\`\`mermaid
${graph(plan)}
\`\`\`

## Agents

${plan.agents.map((agent) => agentSection(agent.name, plan)).join('\n\n')}

## Goals

${list(goals)}

## Assumptions

${list(assumptions)}

## Out of scope

${list(outOfScope)}

## Files

- \`framework.yaml\`: table of contents and provenance
- \`agents/\`, \`prompts/\`: one agent each; edit them freely
- \`problem_types.json\`, \`personas.jsonl\`, \`capabilities.json\`: what queries are made from
`;
  return { path: 'README.md', content };
}

function agentSection(name: string, plan: BundlePlan): string {
  const agent = plan.agents.find((item) => item.name === name);
  const tools = toolsOf(name, plan).map((tool) => `\`${tool.server}/${tool.tool}\``);
  const children = plan.agents.filter((item) => item.parent === name).map((item) => `\`${item.name}\``);
  const has = [
    ...(tools.length > 0 ? [`Tools: ${tools.join(', ')}.`] : []),
    ...(children.length > 0 ? [`Delegates to: ${children.join(', ')}.`] : []),
  ];
  return `### ${name}\n\n${agent?.role ?? ''}\n\n${has.join('\n')}`;
}

function graph(plan: BundlePlan): string {
  const ids = new Map(plan.agents.map((agent, index) => [agent.name, `a${index}`]));
  const lines = ['graph TD'];
  for (const agent of plan.agents) lines.push(`  ${ids.get(agent.name)}["${agent.name}"]`);
  for (const agent of plan.agents) {
    if (agent.parent !== null) lines.push(`  ${ids.get(agent.parent)} --> ${ids.get(agent.name)}`);
    for (const server of new Set(toolsOf(agent.name, plan).map((tool) => tool.server))) {
      lines.push(`  ${ids.get(agent.name)} -.-> s_${server.replaceAll('-', '_')}(["${server}"])`);
    }
  }
  return lines.join('\n');
}
