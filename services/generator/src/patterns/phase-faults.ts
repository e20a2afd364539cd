/** What is wrong with phases: every agent right below the entry works in exactly one, and conditions look back. */
import type { Phase } from '@nex/core';
import { firstLevel, type PatternPlan } from './pattern.ts';

export function phaseFaults(plan: PatternPlan, kind: 'conditional' | 'fixed'): string[] {
  const faults: string[] = [];
  const members = firstLevel(plan);
  const seen = new Set<string>();
  if (plan.phases.length < 2) faults.push('there must be at least 2 phases');
  for (const phase of plan.phases) {
    faults.push(...memberFaults(phase, members, seen));
    if (phase.when) {
      if (kind === 'fixed') faults.push(`the phase ${phase.name} must have no condition`);
      else if (!seen.has(phase.when.agent))
        faults.push(
          `the condition of ${phase.name} looks at ${phase.when.agent}, which works in no earlier phase`,
        );
    }
    for (const name of phase.agents) seen.add(name);
  }
  for (const name of members) if (!seen.has(name)) faults.push(`${name} works in no phase`);
  return faults;
}

function memberFaults(phase: Phase, members: readonly string[], seen: ReadonlySet<string>): string[] {
  return phase.agents.flatMap((name) => {
    if (!members.includes(name))
      return [`${name} of the phase ${phase.name} is not right below the entry agent`];
    return seen.has(name) ? [`${name} works in more than one phase`] : [];
  });
}
