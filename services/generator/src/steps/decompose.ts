/** Step 3: which agents there are and who calls whom; then, side by side, what each does, takes and gives. */
import type { FrameworkLanguage, Json, PatternName, ToolPolicy } from '@nex/core';
import pLimit from 'p-limit';
import {
  AgentDetails,
  type AgentPlan,
  AgentTree,
  Decomposition,
  type TreeAgent,
} from '../design/agent-plan.ts';
import { catalogueView, type ServerView } from '../design/catalogue-view.ts';
import { detailsFaults } from '../design/details-faults.ts';
import { depthOf, treeFaults } from '../design/tree-faults.ts';
import type { DesignLimits } from '../patterns/design-limits.ts';
import { PATTERNS } from '../patterns/index.ts';
import type { Interpretation } from './interpret.ts';
import { CALLS_AT_A_TIME, defineStep, type StepContext } from './step.ts';

export interface DecomposeInput {
  sentence: string;
  interpretation: Interpretation;
  pattern: PatternName;
  limits: DesignLimits;
  language: FrameworkLanguage;
  tools: ToolPolicy;
  /** Whether tools can be written for actions that compute. */
  synthesis: boolean;
  /** What was wrong with the structure before. */
  faults?: string[];
  /** Keeps the tree and all agents but these, which are detailed anew. */
  again?: { earlier: Decomposition; agents: Record<string, string[]> };
}

const SYSTEM = 'You design systems of AI agents. You answer in JSON only.';
const LANGUAGE =
  'Write all texts in the language of the input field "language" (en: English, zh: Chinese) and never mix languages; ' +
  'names of agents and fields are always English.';

export const decompose = defineStep({
  name: 'decompose',
  version: 2,
  output: Decomposition,
  async run(input: DecomposeInput, context) {
    const servers = catalogueView(context, input.tools);
    const tree = input.again?.earlier ?? (await askTree(input, servers, context));
    const limit = pLimit(CALLS_AT_A_TIME);
    const agents = await Promise.all(
      tree.agents.map((agent) =>
        limit(async (): Promise<AgentPlan> => {
          const kept = input.again?.earlier.agents.find((one) => one.name === agent.name);
          if (kept && !input.again?.agents[agent.name]) return kept;
          return { ...agent, ...(await askDetails(agent, tree, input, servers, context)) };
        }),
      ),
    );
    const depth = Math.max(...agents.map((agent) => depthOf(agent, agents) ?? 0));
    context.note(
      `${agents.length} agents on ${depth + 1} levels: ${agents.map((agent) => agent.name).join(', ')}`,
    );
    return { agents, phases: tree.phases };
  },
});

async function askTree(
  input: DecomposeInput,
  servers: ServerView[],
  context: StepContext,
): Promise<AgentTree> {
  const pattern = PATTERNS[input.pattern];
  const { limits } = input;
  const check = { pattern, limits, servers: new Set(servers.map((server) => server.server)) };
  const exact = limits.agents.least === limits.agents.most;
  return context.ask(
    {
      name: 'agent_tree',
      schema: AgentTree.superRefine((value, issues) => {
        for (const message of treeFaults(value, check)) issues.addIssue({ code: 'custom', message });
      }),
      system: SYSTEM,
      instruction:
        `Design the agents for the interpretation below, as a tree. Pattern: ${pattern.summary} Give each agent a role, ` +
        'its duties, the servers it needs, and the fields that its answer gives. Every duty of an agent with servers ' +
        'is something that tools of these servers can do' +
        (input.synthesis ? ', or that a small pure function can compute' : '') +
        '. Keep the agents apart: no two of them do the same work. ' +
        (pattern.phases === 'none'
          ? 'There are no phases. '
          : `Give the phases in order; every agent right below the entry works in exactly one. ${pattern.phases === 'fixed' ? 'Phases have no condition. ' : 'At least one phase has a condition on a field of an earlier answer when the work allows it. '}`) +
        LANGUAGE,
    },
    {
      sentence: input.sentence,
      interpretation: input.interpretation,
      language: input.language,
      pattern: { name: pattern.name, phases: pattern.phases, callers_have_tools: pattern.callersHaveTools },
      limits: {
        min_agents: limits.agents.least,
        max_agents: limits.agents.most,
        min_depth: limits.depth.least,
        max_depth: limits.depth.most,
      },
      ...(exact
        ? { agents_per_level: pattern.levels(limits.agents.most, Math.max(1, limits.depth.least)) }
        : {}),
      catalogue: servers as unknown as Json,
      synthesis: input.synthesis,
      ...(input.faults ? { faults: input.faults } : {}),
    },
  );
}

async function askDetails(
  agent: TreeAgent,
  tree: AgentTree,
  input: DecomposeInput,
  servers: ServerView[],
  context: StepContext,
): Promise<AgentDetails> {
  const children = tree.agents.filter((other) => other.parent === agent.name);
  const siblings = tree.agents.filter((other) => other.parent === agent.parent && other.name !== agent.name);
  const mayHaveTools = children.length === 0 || PATTERNS[input.pattern].callersHaveTools;
  const neighbours = { children, siblings, isEntry: agent.parent === null, mayHaveTools };
  const faults = input.again?.agents[agent.name];
  return context.ask(
    {
      name: 'agent_details',
      schema: AgentDetails.superRefine((value, issues) => {
        for (const message of detailsFaults(value, neighbours)) issues.addIssue({ code: 'custom', message });
      }),
      system: SYSTEM,
      instruction:
        'Detail this agent: group its duties into meta-skills, and each meta-skill into actions. An action is done by ' +
        'one of its sub-agents (give "agent") or by a tool (give "needs": English words that describe the tool). Every ' +
        'sub-agent does at least one action. ' +
        (mayHaveTools ? '' : 'This agent has no tools: each of its actions is a delegation. ') +
        'Say what its caller hands over, each field with its source: the request, or an agent beside it whose answer ' +
        `gives a field of the same name. Say what the agent must never do. ${LANGUAGE}` +
        (faults?.length
          ? ` An earlier version had these faults, which must be gone: ${faults.join('; ')}.`
          : ''),
    },
    {
      framework: { title: input.interpretation.title, description: input.interpretation.description },
      language: input.language,
      pattern: input.pattern,
      agent,
      sub_agents: children.map(({ name, role, description, gives }) => ({ name, role, description, gives })),
      beside: siblings.map(({ name, role, gives }) => ({ name, role, gives })),
      catalogue: (mayHaveTools && children.length === 0 && agent.servers.length === 0
        ? servers
        : servers.filter((server) => agent.servers.includes(server.server))) as unknown as Json,
      synthesis: input.synthesis,
      ...(faults?.length ? { faults } : {}),
    },
  );
}
