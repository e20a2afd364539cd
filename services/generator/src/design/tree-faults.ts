/** Faults of the tree of agents, each phrased so that a model can mend it. */
import type { Phase } from '@nex/core';
import type { DesignLimits } from '../patterns/design-limits.ts';
import type { Pattern } from '../patterns/pattern.ts';
import type { AgentTree, TreeAgent } from './agent-plan.ts';

type Placed = Pick<TreeAgent, 'name' | 'parent'>;

export function treeFaults(
  { agents, phases }: AgentTree,
  { pattern, limits, servers }: { pattern: Pattern; limits: DesignLimits; servers: ReadonlySet<string> },
): string[] {
  const faults = sizeFaults(agents, limits);
  faults.push(...parentFaults(agents));
  const depths = agents.map((agent) => depthOf(agent, agents));
  if (depths.some((depth) => depth === undefined)) return [...faults, 'the parents go round in a circle'];
  const deepest = Math.max(0, ...depths.map((depth) => depth ?? 0));
  if (deepest < limits.depth.least || deepest > limits.depth.most) {
    faults.push(
      `the deepest agent is ${deepest} levels below the entry; it must be ${limits.depth.least} to ${limits.depth.most}`,
    );
  }
  for (const agent of agents) {
    const unknown = agent.servers.find((server) => !servers.has(server));
    if (unknown !== undefined)
      faults.push(`${agent.name} wants the server ${unknown}, which the catalogue does not have`);
  }
  if (pattern.phases === 'none' && phases.length > 0)
    faults.push(`the pattern ${pattern.name} has no phases`);
  if (faults.length === 0)
    faults.push(...pattern.faults({ agents, phases }), ...conditionFaults(agents, phases));
  return faults;
}

function sizeFaults(agents: readonly Placed[], limits: DesignLimits): string[] {
  const { least, most } = limits.agents;
  const faults: string[] = [];
  if (new Set(agents.map((agent) => agent.name)).size !== agents.length)
    faults.push('agent names must be unique');
  if (agents.length < least || agents.length > most) {
    faults.push(`there must be ${least} to ${most} agents, not ${agents.length}`);
  }
  return faults;
}

function parentFaults(agents: readonly Placed[]): string[] {
  const names = new Set(agents.map((agent) => agent.name));
  const roots = agents.filter((agent) => agent.parent === null);
  const faults = roots.length === 1 ? [] : [`exactly one agent has parent null, not ${roots.length}`];
  for (const { name, parent } of agents) {
    if (parent !== null && !names.has(parent)) {
      faults.push(`${name} has the parent ${parent}, which is not among the agents`);
    }
  }
  return faults;
}

/** A condition looks at a field that the agent's answer has. */
function conditionFaults(agents: readonly TreeAgent[], phases: readonly Phase[]): string[] {
  return phases.flatMap(({ name, when }) => {
    if (!when) return [];
    const fields = agents.find((agent) => agent.name === when.agent)?.gives.map((field) => field.name) ?? [];
    if (!fields.includes(when.field)) {
      return [`the condition of ${name} looks at ${when.field}, which ${when.agent} does not give`];
    }
    const compares = when.is === 'equal' || when.is === 'above' || when.is === 'below';
    return compares && when.value === undefined ? [`the condition of ${name} needs a value`] : [];
  });
}

/** Levels below the entry; `undefined` when the parents go round in a circle. */
export function depthOf(agent: Placed, agents: readonly Placed[]): number | undefined {
  const byName = new Map(agents.map((item) => [item.name, item]));
  let depth = 0;
  for (let at = agent; at.parent !== null; depth += 1) {
    if (depth > agents.length) return undefined;
    const parent = byName.get(at.parent);
    if (!parent) return depth + 1;
    at = parent;
  }
  return depth;
}
