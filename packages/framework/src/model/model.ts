/**
 * One neutral description of a framework, whichever form its files have. A reader fills in what it finds and tells
 * of the rest in `faults`: a broken file hides nothing of the others.
 */
import type {
  Assertion,
  EdgeContract,
  JsonObject,
  MetaSkill,
  Phase,
  ProblemType,
  SynthesisedTool,
} from '@nex/core';
import type { Place } from './place.ts';

/** `bundle`: our directory of NexAU YAML. `reference`: a directory or file around `framework_config.yaml`. */
export type FrameworkKind = 'bundle' | 'reference';

/** What a reader could not take as it stands. */
export interface Fault {
  rule: 'schema' | 'missing-file';
  severity: 'error' | 'warning';
  place: Place;
  /** A sentence. */
  message: string;
  fix?: string;
}

/** Text that people or models read. */
export interface Prose {
  text: string;
  place: Place;
  kind: 'description' | 'metadata' | 'prompt' | 'readme' | 'role';
  /** The agent that it is about; absent for the framework as a whole. */
  agent?: string;
  /** Language that it is meant to be in, when the file says so. */
  language?: string;
}

export interface ToolModel {
  /** As the model sees it. */
  name: string;
  description: string;
  /** JSON Schema of the arguments; absent when no file gives one. */
  inputSchema?: JsonObject;
  schemaPlace?: Place;
  binding?: string;
  bindingPlace?: Place;
  /** What paths of the binding are relative to. */
  bindingFolder: string;
  /** A tool of the platform, not code of the framework. */
  builtin: boolean;
  /** Name of the synthesised tool that the entry says it is. */
  synthesised?: string;
  place: Place;
}

/** An entry of an agent's list of tools. `tool` is absent when nothing defines the name. */
export interface ToolUse {
  name: string;
  tool?: ToolModel;
  place: Place;
}

/** An MCP server as one agent uses it. */
export interface ServerUse {
  name: string;
  type: string;
  /** The tools picked, by the server's own names; absent: all of them. */
  tools?: { name: string; place: Place }[];
  place: Place;
}

export interface AgentModel {
  name: string;
  file: string;
  description: string;
  role?: string;
  prompt?: Prose;
  tools: ToolUse[];
  servers: ServerUse[];
  /** `llm` is the name of a shared configuration (reference), or absent for one of its own. */
  llm?: { name: string; place: Place };
  stopTools: { name: string; place: Place }[];
  metaSkills: (MetaSkill & { place: Place })[];
  assertions: (Assertion & { place: Place })[];
  place: Place;
}

export interface EdgeModel {
  from: string;
  to: string;
  place: Place;
}

/** An agent as the table of contents lists it. */
export interface ListedAgent {
  name: string;
  file: string;
  parent: string | null;
  place: Place;
}

export interface LlmConfigModel {
  name: string;
  provider?: string;
  model?: string;
  apiKey?: string;
  baseUrl?: string;
  maxTokens?: number;
  temperature?: number;
  /** Seconds. */
  timeout?: number;
  place: Place;
}

export interface PersonaModel {
  persona: string;
  personaChinese: string;
  unknownKeys: string[];
  place: Place;
}

export interface TreeNodeModel {
  node: ProblemType;
  /** Nodes from the root to here, both counted. */
  depth: number;
  isLeaf: boolean;
  place: Place;
}

/** A number that a key states, such as `metadata.total_tools`. */
export interface DeclaredCount {
  of: 'agents' | 'tools';
  count: number;
  place: Place;
}

/** The reference's second list of agents and tools, `config.json`. */
export interface ConfigModel {
  /** `tools` is absent when the file says nothing of them. */
  agents: { name: string; tools?: string[]; place: Place }[];
  tools: { name: string; place: Place }[];
  place: Place;
}

/** A variable of the environment that a file names. Its value is not known here. */
export interface EnvironmentReference {
  name: string;
  place: Place;
  /** A value of the kind that its key takes. */
  standIn: string;
}

export interface FrameworkModel {
  kind: FrameworkKind;
  /** The file that describes the framework. */
  file: string;
  name: string;
  title: string;
  /** One per language. */
  descriptions: Prose[];
  sentence?: string;
  /** Language of the prompts: en, zh. */
  language?: string;
  domain?: string;
  pattern?: { name: string; place: Place };
  entry?: { name: string; place: Place };
  /** Each once, the entry first where it is known. */
  agents: AgentModel[];
  /** Every definition, used or not. */
  tools: ToolModel[];
  edges: EdgeModel[];
  /** Of a bundle: the table of contents. */
  listed?: ListedAgent[];
  /** Of the reference: the nodes of its graph. */
  nodes?: { id: string; type: string; place: Place }[];
  contracts: (EdgeContract & { place: Place })[];
  /** Absent: the files have no place for contracts, or name none. */
  hasContracts: boolean;
  phases: (Phase & { place: Place })[];
  llmConfigs: LlmConfigModel[];
  /** Servers that the framework itself defines (reference). */
  servers: { name: string; type: string; url?: string; place: Place }[];
  synthesised: (SynthesisedTool & { place: Place })[];
  /** Digest of the catalogue that it was made with. */
  catalogueDigest?: { digest: string; place: Place };
  tree?: ProblemType;
  treeNodes: TreeNodeModel[];
  personas: PersonaModel[];
  seedFiles: { tree?: string; personas?: string };
  /** Everything written in prose, descriptions and prompts included. */
  texts: Prose[];
  declared: DeclaredCount[];
  config?: ConfigModel;
  /** Names of `${env.X}` and where they are used. */
  environment: EnvironmentReference[];
  /** Agent and tool files that nothing names. */
  strays: { kind: 'agent' | 'tool'; name: string; place: Place }[];
  faults: Fault[];
  /** Every file at hand, by its path. */
  files: ReadonlyMap<string, string>;
  /** False when one file was given by itself, so that what it names cannot be looked up. */
  isWhole: boolean;
}
