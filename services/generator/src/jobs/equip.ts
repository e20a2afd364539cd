/**
 * Tools for a decomposition. What nothing does goes back to its agent once, to be planned otherwise; what nothing does
 * then is left out, and noted.
 */
import { adoptedDesign } from '../adoption/adopted-design.ts';
import type { AgentPlan } from '../design/agent-plan.ts';
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

/** What the agents have already stays; what is looked for is the rest. */
export async function equip(
  draft: Draft,
  at: StageContext,
  input: DecomposeInput,
): Promise<Pick<Draft, 'decomposition' | 'toolPlan' | 'design'>> {
  const { request, language, synthesis, step, round } = at;
  let { decomposition } = draft;
  const own = firstTurn(round);
  const held = new Map(decomposition.agents.map((agent) => [agent.name, heldBy(agent, draft, at)]));
  const retrieve = (agents: AgentPlan[], turn: number) =>
    step(retrieveTools, { agents, tools: request.tools, synthesis }, turn);
  const wanted = decomposition.agents.flatMap((agent) => {
    const one = held.get(agent.name);
    return one ? (one.wanted ?? []) : agent;
  });
  let found = wanted.length > 0 ? await retrieve(wanted, own) : { agents: [] };
  const missing = uncoveredOf(found, draft);
  if (Object.keys(missing).length > 0) {
    const again = { earlier: decomposition, agents: missing };
    decomposition = await step(decompose, { ...input, again }, own + 1);
    const changed = decomposition.agents.filter((agent) => missing[agent.name]);
    const better = await retrieve(changed, own + 1);
    found = {
      agents: found.agents.map((plan) => better.agents.find((one) => one.agent === plan.agent) ?? plan),
    };
  }
  const taken = [...(draft.adopted?.agents.values() ?? [])].flatMap(({ tools }) =>
    tools.map((tool) => tool.alias),
  );
  const { tools } =
    !draft.adopted || found.agents.some(({ computable }) => computable.length > 0)
      ? await step(
          synthesiseTools,
          { agents: decomposition.agents, toolPlan: found, language, ...(taken.length > 0 ? { taken } : {}) },
          round,
        )
      : { tools: [] };
  const kept = (draft.design?.synthesised ?? []).filter((tool) => {
    const one = held.get(tool.agent);
    return one !== undefined && one.wanted === undefined;
  });
  const toolPlan = {
    agents: decomposition.agents.map(({ name }) =>
      withHeld(
        found.agents.find((plan) => plan.agent === name) ?? NONE(name),
        held.get(name)?.plan ?? NONE(name),
      ),
    ),
  };
  const settled = settleDesign({
    decomposition,
    toolPlan,
    synthesised: [...kept, ...tools],
    // What is left of what somebody wrote need not have the shape of a pattern.
    pattern: { ...PATTERNS[input.pattern], ...(draft.adopted ? { faults: () => [] } : {}) },
    limits: input.limits,
    language,
  });
  const design = draft.adopted ? adoptedDesign(settled, decomposition, draft.adopted) : settled;
  return { decomposition, toolPlan, design };
}

type AgentTools = ToolPlan['agents'][number];

const NONE = (agent: string): AgentTools => ({ agent, tools: [], computable: [], uncovered: [] });

/** The tools that an agent keeps, and the agent with the actions that tools are looked for; neither: with all of them. */
function heldBy(
  agent: AgentPlan,
  { adopted, toolPlan }: Draft,
  { faults }: StageContext,
): { plan: AgentTools; wanted?: AgentPlan } | undefined {
  const known = adopted?.agents.get(agent.name);
  const plan = { ...NONE(agent.name), tools: known?.tools ?? [] };
  if (faults.given) {
    if (faults.given[agent.name]) return known && { plan, wanted: agent };
    return { plan: toolPlan.agents.find((one) => one.agent === agent.name) ?? plan };
  }
  if (!known) return undefined;
  const skills = agent.meta_skills.map((skill) => ({
    ...skill,
    actions: skill.actions.filter(({ does }) => known.lost.includes(does)),
  }));
  return known.lost.length > 0 ? { plan, wanted: { ...agent, meta_skills: skills } } : { plan };
}

/** A tool that was there and was found again does both. */
function withHeld(found: AgentTools, held: AgentTools): AgentTools {
  const tools = new Map(held.tools.map((tool) => [tool.alias, tool]));
  for (const tool of found.tools) {
    const known = tools.get(tool.alias);
    tools.set(tool.alias, known ? { ...known, actions: [...known.actions, ...tool.actions] } : tool);
  }
  return { ...found, tools: [...tools.values()] };
}

/** Of what somebody wrote, an agent is planned otherwise only when it would have nothing at all. */
function uncoveredOf(plan: ToolPlan, { adopted }: Draft): Record<string, string[]> {
  const mayChange = ({ agent, tools, computable }: AgentTools) => {
    const known = adopted?.agents.get(agent);
    return !known || (known.designed.meta_skills.length === 0 && tools.length + computable.length === 0);
  };
  return Object.fromEntries(
    plan.agents
      .filter((one) => one.uncovered.length > 0 && mayChange(one))
      .map(({ agent, uncovered }) => [agent, uncovered.map((action) => `no tool does this: ${action}`)]),
  );
}
