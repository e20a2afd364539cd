/** Inputs for the simulation: for each agent by itself, from its contract, and for the whole, from its problem types. */
import { type FrameworkLanguage, leafPaths, type ProblemType } from '@nex/core';
import { deriveSeed } from '@nex/core/digest';
import pLimit from 'p-limit';
import * as z from 'zod';
import { firstSentence } from '../design/catalogue-view.ts';
import type { Design, DesignedAgent } from '../design/design.ts';
import { SimulationCase } from '../simulation/report.ts';
import type { Interpretation } from './interpret.ts';
import { CALLS_AT_A_TIME, defineStep, type StepContext } from './step.ts';

const Cases = z.object({ cases: z.array(SimulationCase) });

export interface WriteCasesInput {
  interpretation: Interpretation;
  design: Design;
  tree: ProblemType;
  casesPerAgent: number;
  wholeCases: number;
  language: FrameworkLanguage;
}

export const writeCases = defineStep({
  name: 'write-cases',
  version: 1,
  output: Cases,
  async run(input: WriteCasesInput, context) {
    const { design, casesPerAgent, wholeCases } = input;
    const entry = design.agents.find((agent) => agent.parent === null);
    // An entry agent by itself is the whole.
    const others = design.agents.filter((agent) => agent !== entry);
    const perAgent = await pLimit(CALLS_AT_A_TIME).map(casesPerAgent > 0 ? others : [], async (agent) => {
      const messages = await ask(agent, input, { count: casesPerAgent, problems: [] }, context);
      return messages.map((message, index) => ({
        id: `${agent.name}/${index + 1}`,
        scope: 'agent' as const,
        agent: agent.name,
        message,
      }));
    });
    const problems = drawProblems(input.tree, wholeCases, context.seed);
    const messages =
      entry && wholeCases > 0 ? await ask(entry, input, { count: wholeCases, problems }, context) : [];
    const whole = messages.map((message, index) => ({
      id: `whole/${index + 1}`,
      scope: 'whole' as const,
      agent: entry?.name ?? '',
      message,
    }));
    context.note(`${perAgent.flat().length} cases for agents, ${whole.length} for the whole`);
    return { cases: [...perAgent.flat(), ...whole] };
  },
});

/** Different problem types, drawn by the framework's seed. */
function drawProblems(tree: ProblemType, count: number, seed: number): ProblemType[] {
  return leafPaths(tree)
    .map((path) => ({ leaf: path.at(-1) ?? tree, rank: deriveSeed(seed, 'case', path.at(-1)?.id ?? '') }))
    .sort((left, right) => left.rank - right.rank)
    .slice(0, count)
    .map(({ leaf }) => leaf);
}

async function ask(
  agent: DesignedAgent,
  { interpretation, design, language }: WriteCasesInput,
  { count, problems }: { count: number; problems: readonly ProblemType[] },
  context: StepContext,
): Promise<string[]> {
  const answer = await context.ask(
    {
      name: 'simulation_tasks',
      schema: z.object({ tasks: z.array(z.string().min(5).max(4000)).length(count) }),
      system: 'You write test inputs for AI agents. You answer in JSON only.',
      instruction:
        'Write messages that this agent could be sent in real use: complete in themselves, with every value that the ' +
        'fields it takes ask for, concrete and realistic, and such that it needs its capabilities to answer. Each is ' +
        'about something else; where problem types are given, one message for each in their order. They name no agent ' +
        'and no tool. Write in the language of the input field "language".',
    },
    {
      framework: { title: interpretation.title, description: interpretation.description },
      agent: { role: agent.role, description: agent.description, takes: agent.takes, gives: agent.gives },
      actions: agent.meta_skills.flatMap((skill) => skill.actions.map((action) => action.does)),
      capabilities: capabilitiesBelow(agent, design),
      problem_types: problems.map((problem) => ({ label: language === 'zh' ? problem.zh : problem.en })),
      count,
      language,
    },
  );
  return answer.tasks;
}

/** What the tools of an agent and of those below it can do. */
function capabilitiesBelow(agent: DesignedAgent, design: Design): string[] {
  const own = [
    ...agent.tools.map((tool) => firstSentence(tool.description)),
    ...design.synthesised
      .filter((tool) => agent.synthesised.includes(tool.name))
      .map((tool) => firstSentence(tool.description)),
  ];
  const below = design.agents
    .filter((other) => other.parent === agent.name)
    .flatMap((other) => capabilitiesBelow(other, design));
  return [...new Set([...own, ...below])];
}
