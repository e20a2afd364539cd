/**
 * Tools for a decomposition. What nothing does goes back to its agent once, to be planned otherwise; what nothing does
 * then is left out, and noted.
 */
import type { Decomposition } from '../design/agent-plan.ts';
import { settleDesign } from '../design/settle-design.ts';
import { PATTERNS } from '../patterns/index.ts';
import { type DecomposeInput, decompose } from '../steps/decompose.ts';
import { retrieveTools, type ToolPlan } from '../steps/retrieve-tools.ts';
import { synthesiseTools } from '../steps/synthesise-tools.ts';
import type { Draft } from './draft.ts';
import type { StageContext } from './stages.ts';

/** Decompose and retrieve-tools run at most twice in each round of the whole: their own rounds count on. */
export function firstTurn(round: number): number {
  return (round - 1) * 2 + 1;
}

export async function equip(
  draft: Draft,
  { request, language, synthesis, step, round }: StageContext,
  input: DecomposeInput,
): Promise<Pick<Draft, 'decomposition' | 'toolPlan' | 'design'>> {
  let { decomposition } = draft;
  const own = firstTurn(round);
  const retrieve = (agents: Decomposition['agents'], turn: number) =>
    step(retrieveTools, { agents, tools: request.tools, synthesis }, turn);
  let toolPlan = await retrieve(decomposition.agents, own);
  const missing = uncoveredOf(toolPlan);
  if (Object.keys(missing).length > 0) {
    const again = { earlier: decomposition, agents: missing };
    decomposition = await step(decompose, { ...input, again }, own + 1);
    const changed = decomposition.agents.filter((agent) => missing[agent.name]);
    const found = await retrieve(changed, own + 1);
    toolPlan = {
      agents: toolPlan.agents.map((plan) => found.agents.find((one) => one.agent === plan.agent) ?? plan),
    };
  }
  const { tools } = await step(synthesiseTools, { agents: decomposition.agents, toolPlan, language }, round);
  const pattern = PATTERNS[input.pattern];
  const design = settleDesign({
    decomposition,
    toolPlan,
    synthesised: tools,
    pattern,
    limits: input.limits,
    language,
  });
  return { decomposition, toolPlan, design };
}

function uncoveredOf(plan: ToolPlan): Record<string, string[]> {
  return Object.fromEntries(
    plan.agents
      .filter(({ uncovered }) => uncovered.length > 0)
      .map(({ agent, uncovered }) => [agent, uncovered.map((action) => `no tool does this: ${action}`)]),
  );
}
