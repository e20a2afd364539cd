/** Step 6: the system prompt of each agent. Agents are independent, so they are written side by side. */
import type { FrameworkLanguage, PatternName } from '@nex/core';
import pLimit from 'p-limit';
import * as z from 'zod';
import { firstSentence } from '../design/catalogue-view.ts';
import type { Design, DesignedAgent } from '../design/design.ts';
import { PATTERNS } from '../patterns/index.ts';
import type { Interpretation } from './interpret.ts';
import { CALLS_AT_A_TIME, defineStep, type StepContext } from './step.ts';

export const AgentPrompt = z.object({ system_prompt: z.string().min(80).max(20_000) });

export const AgentPrompts = z.object({
  prompts: z.array(z.object({ agent: z.string(), system_prompt: z.string() })),
});
export type AgentPrompts = z.infer<typeof AgentPrompts>;

export interface WriteAgentsInput {
  interpretation: Interpretation;
  pattern: PatternName;
  design: Design;
  language: FrameworkLanguage;
  /** What was found in an earlier version, by agent; agents that are not named keep theirs. */
  findings?: Record<string, string[]>;
  earlier?: AgentPrompts;
}

export const writeAgents = defineStep({
  name: 'write-agents',
  version: 3,
  output: AgentPrompts,
  async run(input: WriteAgentsInput, context) {
    const limit = pLimit(CALLS_AT_A_TIME);
    const prompts = await Promise.all(
      input.design.agents.map((agent) =>
        limit(async () => {
          const kept = input.earlier?.prompts.find((prompt) => prompt.agent === agent.name);
          const faults = input.findings?.[agent.name];
          if (kept && !faults) return kept;
          const written = await writePrompt(
            agent,
            input,
            faults && { faults, earlier: kept?.system_prompt },
            context.ask,
          );
          return { agent: agent.name, system_prompt: withConduct(written, agent, input) };
        }),
      ),
    );
    context.note(`${prompts.length} prompts`);
    return { prompts };
  },
});

/** How the pattern is conducted does not depend on what a model made of it. */
function withConduct(
  prompt: string,
  agent: DesignedAgent,
  { pattern, design, language }: WriteAgentsInput,
): string {
  const conduct = agent.parent === null ? PATTERNS[pattern].conduct(design, language) : '';
  return conduct === '' || prompt.includes(conduct) ? prompt : `${prompt.trimEnd()}\n\n${conduct}\n`;
}

async function writePrompt(
  agent: DesignedAgent,
  { interpretation, pattern, design, language }: WriteAgentsInput,
  again: { faults: string[]; earlier: string | undefined } | undefined,
  ask: StepContext['ask'],
): Promise<string> {
  const code = design.synthesised.filter((tool) => agent.synthesised.includes(tool.name));
  const tools = [
    ...agent.tools.map(({ alias, description }) => ({
      name: alias,
      description: firstSentence(description),
    })),
    ...code.map(({ name, description }) => ({ name, description: firstSentence(description) })),
  ];
  const answer = await ask(
    {
      name: 'agent_prompt',
      schema: AgentPrompt,
      system: 'You write system prompts for AI agents. You answer in JSON only.',
      instruction:
        'Write the system prompt of this agent in Markdown: its role, its meta-skills with their actions and what does ' +
        'each of them, what it is handed and what its answer must say, how to work step by step, and what it must never ' +
        'do. Name only the tools and sub-agents listed here, exactly as written. An agent with sub-agents delegates ' +
        'with self-contained messages that hold the fields each of them takes, and composes the answer from what comes ' +
        'back; it never invents results. Write in the language of the input field "language" (en: English, zh: ' +
        'Chinese) and do not mix languages; names stay as they are.' +
        (again
          ? ` An earlier version had these faults, which must be gone: ${again.faults.join('; ')}. Keep of it what is right.`
          : ''),
    },
    {
      framework: { title: interpretation.title, description: interpretation.description },
      pattern,
      agent: {
        name: agent.name,
        role: agent.role,
        description: agent.description,
        meta_skills: agent.meta_skills,
        takes: agent.takes,
        gives: agent.gives,
        forbidden: agent.forbidden,
      },
      conduct: agent.parent === null ? PATTERNS[pattern].conduct(design, language) : '',
      constraints: interpretation.constraints,
      tools,
      sub_agents: design.agents
        .filter((other) => other.parent === agent.name)
        .map(({ name, description, takes, gives }) => ({ name, description, takes, gives })),
      language,
      ...(again?.earlier === undefined ? {} : { earlier: again.earlier }),
    },
  );
  return answer.system_prompt;
}
