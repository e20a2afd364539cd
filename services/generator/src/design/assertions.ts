/** What must hold in every run of an agent, from its place in the design. */
import type { Assertion, Phase } from '@nex/core';
import type { DesignedAgent } from './design.ts';

/** Names that change or remove what is kept; forbidden to an agent none of whose actions asks for it. */
const DESTRUCTIVE = /(?:^|[_-])(?:delete|remove|drop|move|overwrite)(?:[_-]|$)/;
const ASKS_FOR_IT = /delet|remov|drop|move|overwrit|clear|rename|删|移|覆盖|清|重命名/i;
/** Calls for each tool or sub-agent of an agent before it counts as running in circles. */
const CALLS_EACH = 8;

interface Surroundings {
  /** Names of the agent's sub-agents. */
  children: readonly string[];
  /** For the entry of a pattern with phases. */
  phases: readonly Phase[];
  grounded: boolean;
}

export function assertionsOf(
  agent: Pick<DesignedAgent, 'name' | 'tools' | 'synthesised' | 'meta_skills'>,
  { children, phases, grounded }: Surroundings,
): Assertion[] {
  const id = (kind: string) => `${agent.name}.${kind}`;
  const tools = [...agent.tools.map((tool) => tool.alias), ...agent.synthesised];
  const callable = [...children, ...tools];
  const assertions: Assertion[] = [];
  if (callable.length > 0) assertions.push({ id: id('calls'), kind: 'calls', names: callable });
  const inOrder = phases.flatMap((phase) => phase.agents);
  // Agents of one phase work side by side, so only phases of one agent each have an order.
  if (inOrder.length > 1 && phases.every((phase) => phase.agents.length === 1)) {
    assertions.push({ id: id('order'), kind: 'order', names: inOrder });
  }
  if (grounded) assertions.push({ id: id('grounded'), kind: 'grounded' });
  const never = agent.tools.filter(
    (tool) => DESTRUCTIVE.test(tool.tool) && !tool.actions.some((one) => ASKS_FOR_IT.test(one)),
  );
  if (never.length > 0) {
    assertions.push({ id: id('never'), kind: 'never_calls', names: never.map((tool) => tool.alias) });
  }
  if (callable.length > 0) {
    assertions.push({
      id: id('most'),
      kind: 'most_calls',
      count: Math.max(24, callable.length * CALLS_EACH),
    });
  }
  return assertions;
}
