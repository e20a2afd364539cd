/** A framework while it is being made: what the stages have given so far, and what must become better. */
import type { BundleFile, LintFinding, PatternName } from '@nex/core';
import type { Adopted } from '../adoption/adopted.ts';
import type { Decomposition } from '../design/agent-plan.ts';
import type { Design } from '../design/design.ts';
import type { Interpretation } from '../steps/interpret.ts';
import type { ToolPlan } from '../steps/retrieve-tools.ts';
import type { AgentPrompts } from '../steps/write-agents.ts';
import type { Seeds } from '../steps/write-seeds.ts';

/**
 * Faults by the level where they lie; each level enters the way at another stage. `nodes`: prompts of these agents.
 * `given`: what these agents were given to do and to do it with. `structure`: which agents there are.
 */
export interface Faults {
  nodes?: Record<string, string[]>;
  given?: Record<string, string[]>;
  structure?: string[];
}

export interface Draft {
  /** A framework that somebody wrote, which this one is made from. */
  adopted?: Adopted;
  /** What the sentence adds to it. */
  addition?: Interpretation;
  interpretation: Interpretation;
  pattern: PatternName;
  decomposition: Decomposition;
  toolPlan: ToolPlan;
  design: Design;
  prompts: AgentPrompts;
  seeds: Seeds;
  files: BundleFile[];
  findings: LintFinding[];
}
