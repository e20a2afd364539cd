/** New agents below those of a framework that somebody wrote. What was there only gains: calls, a phase, lines of a prompt. Pure. */
import type { FrameworkLanguage, PatternName, Phase } from '@nex/core';
import { literal } from '../bundle/agent-file.ts';
import type { AgentPlan, Decomposition, TreeAgent } from '../design/agent-plan.ts';
import type { Design, DesignedAgent } from '../design/design.ts';
import { PATTERNS } from '../patterns/index.ts';
import type { Adopted } from './adopted.ts';

const TEXTS = {
  en: { phase: 'Addition', skill: 'delegation', agents: '## Agents added', takes: ' It takes: ' },
  zh: { phase: '补充', skill: '交办', agents: '## 新增的智能体', takes: '需要：' },
} as const;

/** A single agent that gets others below it becomes their hub. */
export function extendedPattern(pattern: PatternName): PatternName {
  return pattern === 'single_agent' ? 'hub_and_spoke' : pattern;
}

/** All agents; those that are new have no details yet. */
export function graft(
  { agents, phases, language, pattern }: Adopted,
  added: readonly TreeAgent[],
): Decomposition {
  const texts = TEXTS[language];
  const old = [...agents.values()].map(({ plan }): AgentPlan => {
    const below = added.filter((agent) => agent.parent === plan.name);
    if (below.length === 0) return plan;
    const actions = below.map(({ name, role }) => ({ does: role, agent: name }));
    const skill = { name: texts.skill, description: plan.role, actions };
    return { ...plan, meta_skills: [...plan.meta_skills, skill] };
  });
  const fresh = added.map(
    (agent): AgentPlan => ({ ...agent, takes: [], meta_skills: [], grounded: false, forbidden: [] }),
  );
  const entry = old.find((agent) => agent.parent === null)?.name;
  const members = added.filter((agent) => agent.parent === entry).map((agent) => agent.name);
  const hasPhases = PATTERNS[pattern].phases !== 'none' && members.length > 0;
  const extra: Phase[] = hasPhases ? [{ name: texts.phase, agents: members }] : [];
  return { agents: [...old, ...fresh], phases: [...phases, ...extra] };
}

/** The prompt of an agent with those that are new below it at its end; how the pattern is conducted is told anew. */
export function promptWithAdded(
  prompt: string,
  agent: DesignedAgent,
  { adopted, design, pattern }: { adopted: Adopted; design: Design; pattern: PatternName },
): string {
  const added = design.agents.filter((one) => one.parent === agent.name && !adopted.agents.has(one.name));
  if (added.length === 0) return prompt;
  const texts = TEXTS[adopted.language];
  const lines = added.map(
    ({ name, description, takes }) =>
      `- \`${name}\`: ${description.trim()}${takes.length > 0 ? `${texts.takes}${takes.map((field) => field.name).join(', ')}.` : ''}`,
  );
  const conducted = agent.parent === null ? withConduct(prompt, { adopted, design, pattern }) : prompt;
  return `${conducted.trimEnd()}\n\n${texts.agents}\n\n${literal(lines.join('\n'))}\n`;
}

function withConduct(
  prompt: string,
  { adopted, design, pattern }: { adopted: Adopted; design: Design; pattern: PatternName },
): string {
  const language: FrameworkLanguage = adopted.language;
  const agents = [...adopted.agents.values()].map(({ designed }) => designed);
  const old = PATTERNS[adopted.pattern].conduct({ agents, phases: adopted.phases }, language);
  const now = PATTERNS[pattern].conduct(design, language);
  return old !== '' && prompt.includes(old)
    ? prompt.replace(old, () => now)
    : `${prompt.trimEnd()}\n\n${now}`;
}
