/** Everything that a bundle is written from. */
import type { Persona, ProblemType } from '@nex/core';
import type { PatternName } from '../steps/choose-pattern.ts';
import type { AgentPlan } from '../steps/decompose.ts';
import type { Interpretation } from '../steps/interpret.ts';
import type { ToolPlan } from '../steps/retrieve-tools.ts';
import type { AgentPrompts } from '../steps/write-agents.ts';

export interface BundlePlan {
  sentence: string;
  language: string;
  seed: number;
  interpretation: Interpretation;
  pattern: PatternName;
  agents: AgentPlan[];
  toolPlan: ToolPlan;
  prompts: AgentPrompts;
  tree: ProblemType;
  personas: Persona[];
  model: { name: string; provider: string };
  catalogueDigest: string;
}

export const GENERATOR_VERSION = 'nex-generator/1';

/** Path of an agent's file inside the bundle. */
export function agentPath(name: string): string {
  return `agents/${name}.yaml`;
}

export function promptPath(name: string): string {
  return `prompts/${name}.md`;
}

export function toolsOf(agent: string, plan: BundlePlan) {
  return plan.toolPlan.agents.find((item) => item.agent === agent)?.tools ?? [];
}
