/** A design whose every action has what does it: what bundles are written from. */
import type { Assertion, EdgeContract, JsonObject, MetaSkill, Phase } from '@nex/core';
import type { ToolChoice } from '../steps/retrieve-tools.ts';
import type { SynthesisedPlan } from '../steps/synthesise-tools.ts';
import type { Field, TakenField } from './field.ts';

/** An agent's tools and servers that are no part of the catalogue, as its file lists them. */
export interface OwnParts {
  /** Paths as seen from the folder of agents. */
  tools: JsonObject[];
  servers: JsonObject[];
  /** False when an entry only works from where it stands. */
  isPortable: boolean;
}

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
  /** What its file lists that is no part of the catalogue; only of an agent that somebody wrote. */
  own?: OwnParts;
}

export interface Design {
  agents: DesignedAgent[];
  contracts: EdgeContract[];
  phases: Phase[];
  synthesised: SynthesisedPlan[];
  /** What was left out, for people. */
  assumptions: string[];
}
