import type { AgentSpec } from '@nex/core';
import type { LintRule, Subject } from '../rule.ts';

export const promptNamesMissing: LintRule = {
  code: 'prompt-names-missing',
  severity: 'error',
  says: 'A prompt names only tools and sub-agents that its agent has.',
  check: (subject) =>
    subject.agents.flatMap((agent) => {
      const text = agent.systemPrompt.map((part) => part.text).join('\n');
      const owned = ownedTools(agent, subject);
      const tools = [...subject.aliases.keys()].filter((alias) => !owned.has(alias) && mentions(text, alias));
      const below = new Set(agent.subAgents.map((child) => child.name));
      const others = subject.agents
        .map((other) => other.name)
        .filter(
          (name) => name !== agent.name && !below.has(name) && name.includes('-') && mentions(text, name),
        );
      return [...tools, ...others].map((name) => ({
        where: `prompts/${agent.name}.md`,
        message: `The prompt of ${agent.name} names ${name}, which the agent does not have.`,
        fix: `Remove ${name} from the prompt, or give it to the agent.`,
      }));
    }),
};

function ownedTools(agent: AgentSpec, { aliases }: Subject): Set<string> {
  const owned = new Set(agent.tools.map((tool) => tool.name));
  for (const [alias, { server, tool }] of aliases) {
    const has = agent.mcpServers.some((item) => item.name === server && (item.tools?.includes(tool) ?? true));
    if (has) owned.add(alias);
  }
  return owned;
}

/** As a whole word: `calc__math` is not in `calc__math_extra`. */
function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text[at + name.length] ?? ' ';
    if (!/[A-Za-z0-9_-]/.test(before) && !/[A-Za-z0-9_-]/.test(after)) return true;
  }
  return false;
}
