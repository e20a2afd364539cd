/** Step 4: what does each action: a tool of the catalogue, code that can be written, or nothing. */
import type { ToolPolicy } from '@nex/core';
import pLimit from 'p-limit';
import * as z from 'zod';
import { type AgentPlan, type PlannedAction, toolActions } from '../design/agent-plan.ts';
import { firstSentence } from '../design/catalogue-view.ts';
import { allowedTools } from '../requests/tool-policy.ts';
import { CALLS_AT_A_TIME, defineStep, type StepContext } from './step.ts';

/** Most tools of one agent: more than this and models choose badly. */
const MAX_TOOLS = 10;
/** Candidates for an action: of the agent's own servers, and of all. */
const OWN_CANDIDATES = 5;
const OTHER_CANDIDATES = 3;

export const ToolChoice = z.object({
  server: z.string(),
  tool: z.string(),
  /** Name under which an agent's model sees it. */
  alias: z.string(),
  description: z.string(),
  /** The actions that it was found for. */
  actions: z.array(z.string()),
  /** The agent's own, not of the catalogue. */
  own: z.boolean().optional(),
});
export type ToolChoice = z.infer<typeof ToolChoice>;

export const ToolPlan = z.object({
  agents: z.array(
    z.object({
      agent: z.string(),
      tools: z.array(ToolChoice),
      /** Actions that no tool does and a small pure function could. */
      computable: z.array(z.string()),
      /** Actions that nothing does. */
      uncovered: z.array(z.string()),
    }),
  ),
});
export type ToolPlan = z.infer<typeof ToolPlan>;
type AgentTools = ToolPlan['agents'][number];

export interface RetrieveToolsInput {
  agents: readonly AgentPlan[];
  tools: ToolPolicy;
  /** Whether code can be written for actions that compute. */
  synthesis: boolean;
}

const Choices = z.object({
  choices: z.array(
    z.object({
      action: z.number().int().min(0),
      tool: z.string().nullable(),
      computable: z.boolean(),
    }),
  ),
});

export const retrieveTools = defineStep({
  name: 'retrieve-tools',
  version: 2,
  output: ToolPlan,
  async run(input: RetrieveToolsInput, context) {
    const limit = pLimit(CALLS_AT_A_TIME);
    const allowed = new Set(allowedTools(context.toolIndex, input.tools).map((tool) => tool.definition.name));
    const agents = await Promise.all(
      input.agents.map((agent) => limit(() => toolsFor(agent, input.synthesis, allowed, context))),
    );
    const tools = agents.flatMap((plan) => plan.tools);
    const count = (key: 'computable' | 'uncovered') =>
      agents.reduce((sum, plan) => sum + plan[key].length, 0);
    context.note(
      `${tools.length} tools of ${new Set(tools.map((tool) => tool.server)).size} servers; ` +
        `${count('computable')} actions for synthesis, ${count('uncovered')} without a tool`,
    );
    return { agents };
  },
});

async function toolsFor(
  agent: AgentPlan,
  synthesis: boolean,
  allowed: ReadonlySet<string>,
  context: StepContext,
): Promise<AgentTools> {
  const actions = toolActions(agent);
  const plan: AgentTools = { agent: agent.name, tools: [], computable: [], uncovered: [] };
  if (actions.length === 0) return plan;
  const candidates = actions.map((action) => candidatesFor(action, agent, allowed, context));
  const { choices } = await askChoices(agent, actions, candidates, synthesis, context);
  const chosen = new Map<string, ToolChoice>();
  for (const [index, { does }] of actions.entries()) {
    const choice = choices.find((one) => one.action === index);
    const found = candidates[index]?.find((one) => one.definition.name === choice?.tool);
    const known = found && chosen.get(found.definition.name);
    if (known) known.actions.push(does);
    else if (found && chosen.size < MAX_TOOLS) {
      const { name: alias, description } = found.definition;
      chosen.set(alias, { server: found.server, tool: found.tool, alias, description, actions: [does] });
    } else if (synthesis && choice?.computable === true) plan.computable.push(does);
    else plan.uncovered.push(does);
  }
  return { ...plan, tools: [...chosen.values()] };
}

/** Best first; the agent's own servers before others. */
function candidatesFor(
  { does, needs }: PlannedAction,
  agent: AgentPlan,
  allowed: ReadonlySet<string>,
  { toolIndex }: StepContext,
) {
  const query = needs ?? does;
  const all = toolIndex
    .search(query, { limit: toolIndex.size })
    .filter((tool) => allowed.has(tool.definition.name));
  const own = all.filter((tool) => agent.servers.includes(tool.server));
  const found = [...own.slice(0, OWN_CANDIDATES), ...all.slice(0, OTHER_CANDIDATES)];
  return [...new Map(found.map((tool) => [tool.definition.name, tool])).values()];
}

function askChoices(
  agent: AgentPlan,
  actions: readonly PlannedAction[],
  candidates: readonly ReturnType<typeof candidatesFor>[],
  synthesis: boolean,
  context: StepContext,
) {
  const schema = Choices.superRefine(({ choices }, issues) => {
    for (const [index] of actions.entries()) {
      const own = choices.filter((one) => one.action === index);
      if (own.length !== 1)
        issues.addIssue({ code: 'custom', message: `action ${index} needs exactly one choice` });
      const tool = own[0]?.tool ?? null;
      if (tool !== null && !candidates[index]?.some((one) => one.definition.name === tool)) {
        issues.addIssue({
          code: 'custom',
          message: `${tool} is no candidate of action ${index}; give one, or null`,
        });
      }
    }
  });
  return context.ask(
    {
      name: 'tool_choice',
      schema,
      system: 'You choose tools for AI agents. You answer in JSON only.',
      instruction:
        'For each action choose the candidate that can do it, by its name, or null when none of them can: a tool that ' +
        'only sounds similar is none. "computable" says whether a small pure function of its arguments, without files ' +
        'or network, could do the action.',
    },
    {
      agent: { name: agent.name, role: agent.role },
      actions: actions.map(({ does, needs }, index) => ({
        action: index,
        does,
        ...(needs === undefined ? {} : { needs }),
        candidates: (candidates[index] ?? []).map(({ definition }) => ({
          name: definition.name,
          description: firstSentence(definition.description),
        })),
      })),
      synthesis,
    },
  );
}
