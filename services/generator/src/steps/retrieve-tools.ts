/** Step 4: a tool of the catalogue for each action of each specialist, and an account of what is not covered. */
import * as z from 'zod';
import type { AgentPlan } from './decompose.ts';
import { defineStep } from './step.ts';

/** Most tools of one agent: more than this and models choose badly. */
const MAX_TOOLS = 10;

export const ToolChoice = z.object({
  server: z.string(),
  tool: z.string(),
  /** Name under which an agent's model sees it. */
  alias: z.string(),
  description: z.string(),
  /** The actions that it was found for. */
  actions: z.array(z.string()),
});
export type ToolChoice = z.infer<typeof ToolChoice>;

export const ToolPlan = z.object({
  agents: z.array(
    z.object({ agent: z.string(), tools: z.array(ToolChoice), uncovered: z.array(z.string()) }),
  ),
});
export type ToolPlan = z.infer<typeof ToolPlan>;

export const retrieveTools = defineStep({
  name: 'retrieve-tools',
  version: 1,
  output: ToolPlan,
  run({ agents }: { agents: readonly AgentPlan[] }, context) {
    const parents = new Set(agents.map((agent) => agent.parent));
    const plans = agents.map((agent) => {
      if (parents.has(agent.name)) return { agent: agent.name, tools: [], uncovered: [] };
      const chosen = new Map<string, ToolChoice>();
      const uncovered: string[] = [];
      for (const action of agent.meta_skills.flatMap((skill) => skill.actions)) {
        const [best] = context.toolIndex.search(action, { limit: 1 });
        if (!best) {
          uncovered.push(action);
          continue;
        }
        const key = `${best.server}/${best.tool}`;
        const known = chosen.get(key);
        if (known) known.actions.push(action);
        else if (chosen.size < MAX_TOOLS) {
          chosen.set(key, {
            server: best.server,
            tool: best.tool,
            alias: best.definition.name,
            description: best.definition.description,
            actions: [action],
          });
        } else uncovered.push(action);
      }
      return { agent: agent.name, tools: [...chosen.values()], uncovered };
    });
    const tools = plans.flatMap((plan) => plan.tools);
    const servers = new Set(tools.map((tool) => tool.server));
    const missing = plans.reduce((sum, plan) => sum + plan.uncovered.length, 0);
    context.note(`${tools.length} tools of ${servers.size} servers; ${missing} actions without a tool`);
    return Promise.resolve({ agents: plans });
  },
});
