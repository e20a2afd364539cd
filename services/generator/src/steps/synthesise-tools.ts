/** Step 5: code for actions that no tool does. Cases come before the code; what fails one of them is not kept. */
import type { JsonObject } from '@nex/core';
import pLimit from 'p-limit';
import * as z from 'zod';
import type { AgentPlan } from '../design/agent-plan.ts';
import { codeFault } from '../synthesis/code-fault.ts';
import { runCases } from '../synthesis/run-cases.ts';
import { ToolContract } from '../synthesis/tool-contract.ts';
import type { ToolPlan } from './retrieve-tools.ts';
import { CALLS_AT_A_TIME, defineStep, type StepContext } from './step.ts';

/** Versions of a tool's code that are looked at. */
const ATTEMPTS = 3;

export const SynthesisedPlan = ToolContract.extend({
  agent: z.string(),
  actions: z.array(z.string()),
  code: z.string(),
});
export type SynthesisedPlan = z.infer<typeof SynthesisedPlan>;

const Output = z.object({
  tools: z.array(SynthesisedPlan),
  /** With the last failure of each: the evidence. */
  rejected: z.array(z.object({ agent: z.string(), action: z.string(), reason: z.string() })),
});

const Code = z.object({ code: z.string().min(20).max(20_000) });

export interface SynthesiseToolsInput {
  agents: readonly AgentPlan[];
  toolPlan: ToolPlan;
  language: string;
  /** Names that tools of the framework have already. */
  taken?: readonly string[];
}

export const synthesiseTools = defineStep({
  name: 'synthesise-tools',
  version: 1,
  output: Output,
  async run({ agents, toolPlan, language, taken }: SynthesiseToolsInput, context) {
    const wanted = toolPlan.agents.flatMap(({ agent, computable }) =>
      computable.map((action) => ({ agent, action })),
    );
    const limit = pLimit(CALLS_AT_A_TIME);
    const made = await Promise.all(
      wanted.map(({ agent, action }) =>
        limit(async () => {
          const plan = agents.find((one) => one.name === agent);
          return plan ? synthesise(plan, action, language, context) : undefined;
        }),
      ),
    );
    const tools = withUniqueNames(
      made.flatMap((one) => (one && 'code' in one ? [one] : [])),
      taken,
    );
    const rejected = made.flatMap((one) => (one && 'reason' in one ? [one] : []));
    context.note(`${tools.length} of ${wanted.length} tools passed all their cases`);
    return { tools, rejected };
  },
});

type Rejected = z.infer<typeof Output>['rejected'][number];

async function synthesise(
  agent: AgentPlan,
  action: string,
  language: string,
  context: StepContext,
): Promise<SynthesisedPlan | Rejected> {
  const contract = await context.ask(
    {
      name: 'tool_contract',
      schema: ToolContract,
      system: 'You specify small tools for AI agents. You answer in JSON only.',
      instruction:
        'Specify a tool that does the action as a pure function: its name in snake_case, what the model is told of it, ' +
        'its arguments, what it returns, and 3 to 8 cases with exact results. Work the results out with care: code is ' +
        'kept only when it gives them. A wrong argument is answered with {"error": "…"}; one case shows it.',
    },
    { agent: { name: agent.name, role: agent.role }, action, language },
  );
  let failures: string[] = [];
  let earlier: string | undefined;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const { code } = await context.ask(
      {
        name: 'tool_code',
        schema: Code,
        system: 'You write small, correct TypeScript. You answer in JSON only.',
        instruction:
          'Write the tool as one TypeScript module with erasable types only: `export function run(args) {…}`. It takes ' +
          'an object of the arguments and returns a JSON value. No imports, no files, no network, no clock, no random ' +
          'numbers. It never throws: a wrong argument is answered with {error: "…"}.' +
          (failures.length > 0 ? ' The earlier code failed; correct it.' : ''),
      },
      {
        name: contract.name,
        description: contract.description,
        parameters: contract.parameters as unknown as JsonObject,
        returns: contract.returns,
        cases: contract.cases as unknown as JsonObject[],
        attempt,
        ...(earlier === undefined ? {} : { earlier, failures }),
      },
    );
    const fault = codeFault(code);
    failures =
      fault === undefined ? await runCases(context.toolRoom, code, contract.cases, context.signal) : [fault];
    if (failures.length === 0) return { ...contract, agent: agent.name, actions: [action], code };
    earlier = code;
  }
  return { agent: agent.name, action, reason: failures[0] ?? 'no code was written' };
}

/** A name that another tool has gets a number. */
function withUniqueNames(
  tools: readonly SynthesisedPlan[],
  taken: readonly string[] = [],
): SynthesisedPlan[] {
  const seen = new Set(taken);
  return tools.map((tool) => {
    let { name } = tool;
    for (let turn = 2; seen.has(name); turn += 1) name = `${tool.name}_${turn}`;
    seen.add(name);
    return { ...tool, name };
  });
}
