/** A design whose every action has what does it: what bundles are written from. */
import type { Assertion, EdgeContract, MetaSkill, Phase } from '@nex/core';
import type { ToolChoice } from '../steps/retrieve-tools.ts';
import type { SynthesisedPlan } from '../steps/synthesise-tools.ts';
import type { Field, TakenField } from './field.ts';

export interface DesignedAgent {
  name: string;
  role: string;
  description: string;
  parent: string | null;
  meta_skills: MetaSkill[];
  takes: TakenField[];
  gives: Field[];
  forbidden: string[];
  /** Of the catalogue. */
  tools: ToolChoice[];
  /** Names of synthesised tools. */
  synthesised: string[];
  assertions: Assertion[];
}

export interface Design {
  agents: DesignedAgent[];
  contracts: EdgeContract[];
  phases: Phase[];
  synthesised: SynthesisedPlan[];
  /** What was left out, for people. */
  assumptions: string[];
}
