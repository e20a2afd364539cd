/**
 * From a decomposition and what was found for its actions to a design: actions that nothing does are left out and
 * noted, agents that are left with nothing to do go with them. Pure.
 */
import { type EdgeContract, type MetaSkill, NexError, type Phase } from '@nex/core';
import type { DesignLimits } from '../patterns/design-limits.ts';
import type { Pattern } from '../patterns/pattern.ts';
import type { ToolPlan } from '../steps/retrieve-tools.ts';
import type { SynthesisedPlan } from '../steps/synthesise-tools.ts';
import type { AgentPlan, Decomposition } from './agent-plan.ts';
import { assertionsOf } from './assertions.ts';
import type { Design, DesignedAgent } from './design.ts';
import { contractOf } from './field.ts';

interface Found {
  decomposition: Decomposition;
  toolPlan: ToolPlan;
  /** Those whose cases all passed. */
  synthesised: readonly SynthesisedPlan[];
  pattern: Pattern;
  limits: DesignLimits;
  language: string;
}

/** Throws `shortfall` when what is left is no framework of the pattern. */
export function settleDesign(found: Found): Design {
  const assumptions: string[] = [];
  const left = found.language === 'zh' ? '没有合适的工具，已略去：' : 'Left out, for no tool does it: ';
  const skills = new Map<string, MetaSkill[]>();
  for (const agent of found.decomposition.agents) {
    skills.set(
      agent.name,
      skillsOf(agent, found, (does) => assumptions.push(`${left}${does} (${agent.name})`)),
    );
  }
  const agents = workingAgents(found.decomposition.agents, skills);
  const phases = phasesOf(found.decomposition.phases, agents);
  checkRest(agents, phases, found, assumptions);
  return {
    agents: agents.map((agent) => designed(agent, agents, phases, skills.get(agent.name) ?? [], found)),
    contracts: contractsOf(agents),
    phases,
    synthesised: found.synthesised.filter((tool) => agents.some((agent) => agent.name === tool.agent)),
    assumptions,
  };
}

function skillsOf(
  agent: AgentPlan,
  { toolPlan, synthesised }: Found,
  drop: (does: string) => void,
): MetaSkill[] {
  const tools = toolPlan.agents.find((plan) => plan.agent === agent.name)?.tools ?? [];
  const own = synthesised.filter((tool) => tool.agent === agent.name);
  return agent.meta_skills
    .map(({ name, description, actions }) => ({
      name,
      description,
      actions: actions.flatMap(({ does, agent: by }): MetaSkill['actions'] => {
        if (by !== undefined) return [{ does, by: { agent: by } }];
        const tool = tools.find((item) => item.actions.includes(does))?.alias;
        const code = own.find((item) => item.actions.includes(does))?.name;
        const doer = tool ?? code;
        if (doer !== undefined) return [{ does, by: { tool: doer } }];
        drop(does);
        return [];
      }),
    }))
    .filter((skill) => skill.actions.length > 0);
}

/** Agents that can do something, from the leaves up; actions that name one that goes are taken out of `skills`. */
function workingAgents(all: readonly AgentPlan[], skills: Map<string, MetaSkill[]>): AgentPlan[] {
  let agents = [...all];
  for (;;) {
    const idle = new Set(
      agents.filter((agent) => (skills.get(agent.name)?.length ?? 0) === 0).map((one) => one.name),
    );
    if (idle.size === 0) return agents;
    agents = agents.filter(
      (agent) => !idle.has(agent.name) && !(agent.parent !== null && idle.has(agent.parent)),
    );
    const names = new Set(agents.map((agent) => agent.name));
    for (const [name, own] of skills) {
      const kept = own
        .map((skill) => ({
          ...skill,
          actions: skill.actions.filter(({ by }) => !('agent' in by) || names.has(by.agent)),
        }))
        .filter((skill) => skill.actions.length > 0);
      skills.set(name, kept);
    }
  }
}

function phasesOf(phases: readonly Phase[], agents: readonly AgentPlan[]): Phase[] {
  const names = new Set(agents.map((agent) => agent.name));
  return phases.flatMap(({ when, ...phase }) => {
    const members = phase.agents.filter((name) => names.has(name));
    if (members.length === 0) return [];
    return [{ ...phase, agents: members, ...(when && names.has(when.agent) ? { when } : {}) }];
  });
}

function checkRest(
  agents: readonly AgentPlan[],
  phases: readonly Phase[],
  { pattern, limits }: Found,
  dropped: readonly string[],
): void {
  const isEmpty = !agents.some((agent) => agent.parent === null);
  const isSmall = agents.length < limits.agents.least;
  const [fault] = isEmpty || isSmall ? [] : pattern.faults({ agents, phases });
  if (!isEmpty && !isSmall && fault === undefined) return;
  const what = isEmpty
    ? 'no agent is left that can do anything'
    : (fault ?? `${agents.length} agents are left, at least ${limits.agents.least} are needed`);
  throw new NexError(
    'shortfall',
    `The catalogue covers too little of the request: ${what}. ${dropped.slice(0, 5).join('; ')}`,
    {
      where: 'retrieve-tools',
      hint: 'Allow more tools or synthesised ones, ask for fewer agents, or say in the sentence what tools are there for.',
    },
  );
}

function designed(
  agent: AgentPlan,
  agents: readonly AgentPlan[],
  phases: readonly Phase[],
  metaSkills: MetaSkill[],
  { toolPlan, synthesised }: Found,
): DesignedAgent {
  const names = new Set(agents.map((one) => one.name));
  const own = {
    name: agent.name,
    meta_skills: metaSkills,
    tools: toolPlan.agents.find((plan) => plan.agent === agent.name)?.tools ?? [],
    synthesised: synthesised.filter((tool) => tool.agent === agent.name).map((tool) => tool.name),
  };
  return {
    ...own,
    role: agent.role,
    description: agent.description,
    parent: agent.parent,
    takes: agent.takes.map((field) =>
      field.from === 'request' || names.has(field.from) ? field : { ...field, from: 'request' },
    ),
    gives: agent.gives,
    forbidden: agent.forbidden,
    assertions: assertionsOf(own, {
      children: agents.filter((one) => one.parent === agent.name).map((one) => one.name),
      phases: agent.parent === null ? phases : [],
      grounded: agent.grounded,
    }),
  };
}

function contractsOf(agents: readonly AgentPlan[]): EdgeContract[] {
  const names = new Set(agents.map((agent) => agent.name));
  return agents.flatMap((agent) => {
    if (agent.parent === null) return [];
    const sources = agent.takes.map((field): [string, string] => [
      field.name,
      names.has(field.from) ? field.from : 'request',
    ]);
    return [
      {
        from: agent.parent,
        to: agent.name,
        input: contractOf(agent.takes),
        output: contractOf(agent.gives),
        sources: Object.fromEntries(sources),
      },
    ];
  });
}
