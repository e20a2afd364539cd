/** Which agents a framework that somebody wrote gets in addition, and below whom they stand. */
import type { FrameworkLanguage, Json, PatternName, ToolPolicy } from '@nex/core';
import { MAX_AGENTS, MAX_DEPTH } from '@nex/core';
import * as z from 'zod';
import { type AgentPlan, TreeAgent } from '../design/agent-plan.ts';
import { catalogueView } from '../design/catalogue-view.ts';
import { depthOf } from '../design/tree-faults.ts';
import { PATTERNS } from '../patterns/index.ts';
import type { Interpretation } from './interpret.ts';
import { defineStep } from './step.ts';

export interface ExtendInput {
  sentence: string;
  interpretation: Interpretation;
  pattern: PatternName;
  language: FrameworkLanguage;
  tools: ToolPolicy;
  synthesis: boolean;
  /** Those that are there. */
  existing: readonly Pick<AgentPlan, 'name' | 'role' | 'description' | 'parent' | 'servers'>[];
}

/** Agents of one extension. */
const MOST_ADDED = 12;

const Extension = z.object({ agents: z.array(TreeAgent).min(1).max(MOST_ADDED) });

export const extend = defineStep({
  name: 'extend',
  version: 1,
  output: Extension,
  async run(input: ExtendInput, context) {
    const { existing, pattern, language } = input;
    const servers = catalogueView(context, input.tools);
    // Work is handed out by those who hand it out already.
    const callers = existing
      .filter(({ name, parent }) => parent === null || existing.some((one) => one.parent === name))
      .map(({ name }) => name);
    const least = Math.max(1, PATTERNS[pattern].agents.least - existing.length);
    const answer = await context.ask(
      {
        name: 'agent_extension',
        schema: Extension.superRefine(({ agents }, issues) => {
          const known = new Set(servers.map((server) => server.server));
          for (const message of extensionFaults(agents, input, { callers, servers: known, least })) {
            issues.addIssue({ code: 'custom', message });
          }
        }),
        system: 'You design systems of AI agents. You answer in JSON only.',
        instruction:
          'The framework below is there already and stays as it is. Design only the agents that it needs in addition ' +
          'for what the sentence adds: work that no agent of it does. Each stands below one of "callers", has a role, ' +
          'duties that tools of its servers can do' +
          (input.synthesis ? ' or that a small pure function can compute' : '') +
          ', and the fields that its answer gives. Write all texts in the language of the input field "language" (en: ' +
          'English, zh: Chinese) and never mix languages; names of agents and fields are always English.',
      },
      {
        sentence: input.sentence,
        interpretation: input.interpretation,
        language,
        pattern,
        existing: existing.map((agent) => ({ ...agent })),
        callers,
        limits: { min_agents: least, max_agents: Math.min(MOST_ADDED, MAX_AGENTS - existing.length) },
        catalogue: servers as unknown as Json,
        synthesis: input.synthesis,
      },
    );
    context.note(answer.agents.map(({ name, parent }) => `${name} below ${parent}`).join(', '));
    return answer;
  },
});

function extensionFaults(
  agents: readonly TreeAgent[],
  { existing, pattern }: ExtendInput,
  { callers, servers, least }: { callers: readonly string[]; servers: ReadonlySet<string>; least: number },
): string[] {
  const faults: string[] = [];
  const names = [...existing, ...agents].map((agent) => agent.name.toLowerCase());
  if (new Set(names).size !== names.length) faults.push('a new agent must not have the name of another one');
  if (agents.length < least) faults.push(`at least ${least} agents are needed`);
  if (names.length > MAX_AGENTS) faults.push(`there must be at most ${MAX_AGENTS} agents in all`);
  const { depth } = PATTERNS[pattern];
  for (const agent of agents) {
    if (agent.parent === null || !callers.includes(agent.parent)) {
      faults.push(`the parent of ${agent.name} must be one of ${callers.join(', ')}`);
    }
    const unknown = agent.servers.find((server) => !servers.has(server));
    if (unknown !== undefined)
      faults.push(`${agent.name} wants the server ${unknown}, which the catalogue does not have`);
    const levels = depthOf(agent, [...existing, ...agents]) ?? MAX_DEPTH + 1;
    if (levels > depth.most)
      faults.push(`${agent.name} stands ${levels} levels below the entry, at most ${depth.most} are allowed`);
  }
  return faults;
}
