/** What a pattern is: the shape of a system of agents, its limits, and how its entry agent conducts it. */
import type { FrameworkLanguage, PatternName, Phase } from '@nex/core';

/** An agent as far as patterns look at it. */
export interface PatternAgent {
  name: string;
  /** `null` for the entry. */
  parent: string | null;
}

export interface PatternPlan {
  agents: readonly PatternAgent[];
  phases: readonly Phase[];
}

export interface Range {
  least: number;
  most: number;
}

export interface Pattern {
  name: PatternName;
  /** For the model that chooses and designs. */
  summary: string;
  /** What a request says when this pattern suits it. */
  suits: string;
  agents: Range;
  /** Levels below the entry agent. */
  depth: Range;
  /** Whether agents with sub-agents may have tools of their own. */
  callersHaveTools: boolean;
  /** `fixed`: every phase always takes place; `conditional`: a phase may depend on an earlier answer. */
  phases: 'none' | 'conditional' | 'fixed';
  /** Default shape: agents on each level, the entry's first; sums up to `agents`. */
  levels(agents: number, depth: number): number[];
  /** Faults of a plan that is a tree within the limits, each phrased so that a model can mend it. */
  faults(plan: PatternPlan): string[];
  /** Goes at the end of the entry agent's prompt, in Markdown; empty for an agent alone. */
  conduct(plan: PatternPlan, language: FrameworkLanguage): string;
}

export function childrenOf(name: string, { agents }: PatternPlan): PatternAgent[] {
  return agents.filter((agent) => agent.parent === name);
}

export function entryOf({ agents }: PatternPlan): PatternAgent | undefined {
  return agents.find((agent) => agent.parent === null);
}

/** Names of the agents right below the entry. */
export function firstLevel(plan: PatternPlan): string[] {
  const entry = entryOf(plan);
  return entry ? childrenOf(entry.name, plan).map((agent) => agent.name) : [];
}

/** One entry, then levels that grow towards the leaves; where agents suffice, at least two right below the entry. */
export function growingLevels(agents: number, depth: number): number[] {
  if (depth === 0 || agents === 1) return [agents];
  const below = agents - 1;
  // Each level is to have twice as many agents as the one above it.
  const levels = Array.from({ length: depth }, (_, level) =>
    Math.max(level === 0 && below > depth ? 2 : 1, Math.floor((below * 2 ** level) / (2 ** depth - 1))),
  );
  // What rounding left over, or took too much of, is settled from the bottom up.
  let rest = below - levels.reduce((sum, count) => sum + count, 0);
  if (rest > 0) levels[depth - 1] = (levels[depth - 1] ?? 0) + rest;
  for (let level = depth - 1; rest < 0 && level >= 0; level -= 1) {
    const spare = Math.min(-rest, (levels[level] ?? 1) - 1);
    levels[level] = (levels[level] ?? 1) - spare;
    rest += spare;
  }
  return [1, ...levels];
}
