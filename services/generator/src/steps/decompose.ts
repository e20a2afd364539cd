/** Step 3: which agents there are, what each can do, who delegates to whom. */
import { installedOnly } from '@nex/mcp';
import * as z from 'zod';
import { PATTERNS, type PatternName } from './choose-pattern.ts';
import type { Interpretation } from './interpret.ts';
import { defineStep, type StepContext } from './step.ts';

export const AgentPlan = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_-]{1,39}$/, 'lower case, digits, - and _, at most 40 characters'),
  role: z.string().min(3).max(300),
  description: z.string().min(10).max(800).describe('what to hand to this agent, as its caller reads it'),
  parent: z
    .string()
    .nullable()
    .describe('name of the agent that delegates to it; null for the one entry agent'),
  meta_skills: z
    .array(
      z.object({
        name: z.string().min(2),
        description: z.string(),
        actions: z
          .array(z.string().min(3))
          .min(1)
          .max(12)
          .describe('each is one piece of work that a tool can do'),
      }),
    )
    .min(1)
    .max(8),
});
export type AgentPlan = z.infer<typeof AgentPlan>;

export const Decomposition = z.object({ agents: z.array(AgentPlan).min(1).max(34) });
export type Decomposition = z.infer<typeof Decomposition>;

interface Input {
  interpretation: Interpretation;
  pattern: PatternName;
  minAgents: number;
  maxAgents: number;
}

export const decompose = defineStep({
  name: 'decompose',
  version: 1,
  output: Decomposition,
  async run(input: Input, context) {
    const answer = await context.ask(
      {
        name: 'decomposition',
        schema: Decomposition.superRefine((value, check) => {
          for (const message of structuralFaults(value.agents, input))
            check.addIssue({ code: 'custom', message });
        }),
        system: 'You design systems of AI agents. You answer in JSON only.',
        instruction:
          `Design the agents for the interpretation below. Pattern: ${PATTERNS[input.pattern].summary} Give each ` +
          'agent a role and meta-skills, and each meta-skill its actions. Every action of a specialist must be ' +
          'something that a tool of the catalogue can do; every action of the coordinator is a delegation. Keep ' +
          'the specialists apart: no two of them do the same work.',
      },
      {
        interpretation: input.interpretation,
        pattern: input.pattern,
        limits: {
          min_agents: input.minAgents,
          max_agents: input.maxAgents,
          max_depth: PATTERNS[input.pattern].maxDepth,
        },
        catalogue: catalogueView(context),
      },
    );
    context.note(`${answer.agents.length} agents: ${answer.agents.map((agent) => agent.name).join(', ')}`);
    return answer;
  },
});

/** What the model is shown of the catalogue: names and first sentences, so that the prompt stays short. */
function catalogueView({ catalogue, toolIndex }: Pick<StepContext, 'catalogue' | 'toolIndex'>) {
  const tools = Map.groupBy(toolIndex.all(), (tool) => tool.server);
  return installedOnly(catalogue).entries.map((server) => ({
    server: server.name,
    domain: server.domains.join(', '),
    summary: server.summary,
    tools: (tools.get(server.name) ?? []).map(({ tool, definition }) => ({
      name: tool,
      description: firstSentence(definition.description),
    })),
  }));
}

/** The first sentence, at most 160 characters. */
export function firstSentence(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  const end = flat.search(/[.!?](\s|$)/);
  const sentence = end < 0 ? flat : flat.slice(0, end + 1);
  return sentence.length > 160 ? `${sentence.slice(0, 157)}...` : sentence;
}

/** Faults of the tree of agents, each phrased so that a model can mend it. */
export function structuralFaults(
  agents: readonly AgentPlan[],
  limits: { minAgents: number; maxAgents: number; pattern: PatternName },
): string[] {
  const faults: string[] = [];
  const names = new Set(agents.map((agent) => agent.name));
  if (names.size !== agents.length) faults.push('agent names must be unique');
  if (agents.length < limits.minAgents || agents.length > limits.maxAgents) {
    faults.push(`there must be ${limits.minAgents} to ${limits.maxAgents} agents, not ${agents.length}`);
  }
  const roots = agents.filter((agent) => agent.parent === null);
  if (roots.length !== 1) faults.push(`exactly one agent has parent null, not ${roots.length}`);
  for (const agent of agents) {
    if (agent.parent !== null && !names.has(agent.parent)) {
      faults.push(`${agent.name} has the parent ${agent.parent}, which is not among the agents`);
    }
    const depth = depthOf(agent, agents);
    if (depth === undefined) faults.push(`${agent.name} is its own ancestor`);
    else if (depth > PATTERNS[limits.pattern].maxDepth) {
      faults.push(
        `${agent.name} is ${depth} levels below the entry agent; at most ${PATTERNS[limits.pattern].maxDepth}`,
      );
    }
  }
  return faults;
}

/** Levels below the root; `undefined` when the parents go round in a circle. */
export function depthOf(agent: AgentPlan, agents: readonly AgentPlan[]): number | undefined {
  const byName = new Map(agents.map((item) => [item.name, item]));
  let depth = 0;
  for (let at = agent; at.parent !== null; depth += 1) {
    if (depth > agents.length) return undefined;
    const parent = byName.get(at.parent);
    if (!parent) return depth + 1;
    at = parent;
  }
  return depth;
}
