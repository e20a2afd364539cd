/** Faults of one agent's details, each phrased so that a model can mend it. */
import type { AgentDetails, TreeAgent } from './agent-plan.ts';

export interface Neighbours {
  children: readonly TreeAgent[];
  /** Agents with the same parent, without the agent itself. */
  siblings: readonly TreeAgent[];
  isEntry: boolean;
  mayHaveTools: boolean;
}

export function detailsFaults(details: AgentDetails, neighbours: Neighbours): string[] {
  const { children, siblings, isEntry, mayHaveTools } = neighbours;
  const faults: string[] = [];
  const names = new Set(children.map((child) => child.name));
  const actions = details.meta_skills.flatMap((skill) => skill.actions);
  for (const { does, agent } of actions) {
    if (agent === undefined && !mayHaveTools)
      faults.push(`"${does}" needs a sub-agent: this agent has no tools`);
    if (agent !== undefined && !names.has(agent))
      faults.push(`"${does}" names ${agent}, which is no sub-agent of it`);
  }
  for (const name of names) {
    if (!actions.some((action) => action.agent === name)) faults.push(`no action uses the sub-agent ${name}`);
  }
  if (isEntry && details.takes.length > 0)
    faults.push('the entry agent has no caller, so takes must be empty');
  if (!isEntry && details.takes.length === 0) faults.push('takes must say what the caller hands over');
  for (const { name, from } of details.takes) {
    if (from === 'request') continue;
    const source = siblings.find((sibling) => sibling.name === from);
    if (!source)
      faults.push(`${name} comes from ${from}, which is neither the request nor an agent beside this one`);
    else if (!source.gives.some((field) => field.name === name)) faults.push(`${from} does not give ${name}`);
  }
  return faults;
}
