/** A framework that somebody wrote, as the generator works on with it. */
import type {
  BundleFile,
  EdgeContract,
  FrameworkLanguage,
  PatternName,
  Persona,
  Phase,
  ProblemType,
  SynthesisedTool,
} from '@nex/core';
import type { AgentPlan } from '../design/agent-plan.ts';
import type { DesignedAgent } from '../design/design.ts';
import type { Interpretation } from '../steps/interpret.ts';
import type { ToolChoice } from '../steps/retrieve-tools.ts';

export interface AdoptedAgent {
  plan: AgentPlan;
  designed: DesignedAgent;
  /** Tools that it has and that are there. */
  tools: ToolChoice[];
  /** Actions whose tool is not there: `does` of the plan. */
  lost: string[];
  /** Whether the table of contents says of it what is so. */
  isAsWritten: boolean;
  /** Text of its prompt; absent or empty: it has none. */
  prompt?: string;
  /** Of a bundle. */
  file?: {
    path: string;
    /** The one file that the prompt is. */
    prompt?: string;
    /** Places in its list of tools that cannot be loaded. */
    brokenTools: number[];
    /** Synthesised tools whose entries do not say so. */
    unmarkedTools: { index: number; name: string }[];
    /** Tools that end its work and that it has. */
    stopTools: string[];
  };
}

export interface Adopted {
  /** Files of a bundle, which stay as they are where nothing changes; absent for the reference's form. */
  base?: readonly BundleFile[];
  sentence: string;
  language: FrameworkLanguage;
  interpretation: Interpretation;
  pattern: PatternName;
  phases: Phase[];
  contracts: EdgeContract[];
  /** Tools that were synthesised for it before. */
  synthesised: SynthesisedTool[];
  /** By name, the entry first. */
  agents: ReadonlyMap<string, AdoptedAgent>;
  /** Calls beside the tree of agents. */
  extra: { from: string; to: string }[];
  /** `isFaulty`: some of the personas are doubled or empty. `isTreeMended`: the tree is another one than its file has. */
  seeds: { tree?: ProblemType; isTreeMended: boolean; personas: Persona[]; isFaulty: boolean };
  /** Faults of prompts by agent: these are written again. */
  promptFaults: Record<string, string[]>;
  /** What was mended without a model, a sentence each. */
  mended: string[];
}
