/** Step 5: the system prompt of each agent. Agents are independent, so they are written side by side. */
import pLimit from 'p-limit';
import * as z from 'zod';
import { type AgentPlan, firstSentence } from './decompose.ts';
import type { Interpretation } from './interpret.ts';
import type { ToolPlan } from './retrieve-tools.ts';
import { defineStep, type StepContext } from './step.ts';

const PARALLEL_CALLS = 4;

export const AgentPrompt = z.object({ system_prompt: z.string().min(80).max(20_000) });

export const AgentPrompts = z.object({
  prompts: z.array(z.object({ agent: z.string(), system_prompt: z.string() })),
});
export type AgentPrompts = z.infer<typeof AgentPrompts>;

export interface WriteAgentsInput {
  interpretation: Interpretation;
  agents: readonly AgentPlan[];
  toolPlan: ToolPlan;
  language: string;
  /** What lint found in an earlier version, by agent; agents that are not named keep theirs. */
  findings?: Record<string, string[]>;
  earlier?: AgentPrompts;
}

export const writeAgents = defineStep({
  name: 'write-agents',
  version: 1,
  output: AgentPrompts,
  async run(input: WriteAgentsInput, context) {
    const limit = pLimit(PARALLEL_CALLS);
    const prompts = await Promise.all(
      input.agents.map((agent) =>
        limit(async () => {
          const kept = input.earlier?.prompts.find((prompt) => prompt.agent === agent.name);
          const faults = input.findings?.[agent.name];
          if (kept && !faults) return kept;
          return { agent: agent.name, system_prompt: await writePrompt(agent, input, faults, context.ask) };
        }),
      ),
    );
    context.note(`${prompts.length} prompts`);
    return { prompts };
  },
});

async function writePrompt(
  agent: AgentPlan,
  input: WriteAgentsInput,
  faults: string[] | undefined,
  ask: StepContext['ask'],
): Promise<string> {
  const tools = input.toolPlan.agents.find((plan) => plan.agent === agent.name)?.tools ?? [];
  const answer = await ask(
    {
      name: 'agent_prompt',
      schema: AgentPrompt,
      system: 'You write system prompts for AI agents. You answer in JSON only.',
      instruction:
        'Write the system prompt of this agent in Markdown: its role, its meta-skills with their actions, how to work ' +
        'step by step, what a good answer looks like. Name only the tools and sub-agents listed here, exactly as ' +
        'written. An agent with sub-agents delegates with self-contained messages and composes the answer from what ' +
        'comes back; it never invents results.' +
        (faults ? ` An earlier version had these faults, which must be gone: ${faults.join('; ')}.` : ''),
    },
    {
      framework: { title: input.interpretation.title, description: input.interpretation.description },
      agent: {
        name: agent.name,
        role: agent.role,
        description: agent.description,
        meta_skills: agent.meta_skills,
      },
      tools: tools.map((tool) => ({
        name: tool.alias,
        description: firstSentence(tool.description),
      })),
      sub_agents: input.agents
        .filter((other) => other.parent === agent.name)
        .map((other) => ({ name: other.name, description: other.description })),
      language: input.language,
    },
  );
  return answer.system_prompt;
}
