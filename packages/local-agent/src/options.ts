/** What the program that embeds a local agent decides, and what it gets back. */
import type { PermissionAnswer, PermissionRequest } from '@nex/agent';
import type { LoadOptions } from '@nex/agent-config';
import type { ChooseModel } from '@nex/assembly';
import type {
  ApiType,
  Failure,
  ImageBlock,
  Json,
  JsonSchema,
  ModelSettings,
  RunEvent,
  RunLimits,
  SandboxType,
  StopReason,
  TextBlock,
  Usage,
} from '@nex/core';
import type { PriceTable } from '@nex/llm';
import type { CreateSandboxOptions } from '@nex/tools';
import type { LocalToolHandling } from './cassette/local-tape.ts';

/** Where agents find a model, as far as their files name none. */
export interface LocalModel {
  baseUrl: string;
  apiKey?: string;
  model: string;
  /** Default `openai_chat_completion`. */
  apiType?: ApiType;
}

/** What wins over the files of all agents. A `baseUrl` without an `apiKey` gets the key of `LocalModel` alone. */
export type ModelOverride = Pick<ModelSettings, 'model' | 'baseUrl' | 'apiKey' | 'apiType'>;

/** Which run of a tree speaks. */
export interface RunPlace {
  runId: string;
  rootRunId: string;
  parentRunId: string | null;
  agent: string;
  /** 0 for the root. */
  depth: number;
}

/** Called in order; must not throw and must not wait. */
export type EmitRunEvent = (event: RunEvent, place: RunPlace) => void;

export interface LocalDesk {
  /**
   * Called for one request at a time, over all runs; an answer "always" is remembered as long as the agent is open.
   * `undefined` pauses the run. Should settle when the signal aborts.
   */
  answer(
    request: PermissionRequest,
    signal: AbortSignal,
    place: RunPlace,
  ): Promise<PermissionAnswer | undefined>;
}

export interface LocalSandbox
  extends Pick<CreateSandboxOptions, 'network' | 'python' | 'engine' | 'image' | 'limits' | 'probe'> {
  /** Wins over the agent files. Default: what they say, and `plain` is refused. */
  type?: SandboxType;
}

export interface OpenLocalAgentOptions {
  /** An agent file, or a folder with `framework.yaml` or with one agent file. */
  file: string;
  /** Values of `${env.X}`, keys of tool servers, SERPER_API_KEY; nothing is taken from the process. */
  environment: Readonly<Record<string, string>>;
  /** The one folder that the tools of all agents work in. Made when it is not there; stays. */
  workspaceDirectory: string;
  model?: LocalModel;
  override?: ModelOverride;
  /** Makes the models instead of the real factory. */
  models?: ChooseModel;
  prices?: PriceTable;
  /** Servers that agent files may name by `type: catalogue`. Absent: there are none. */
  catalogueDirectory?: string;
  /** Where `nex catalogue install` puts servers. Absent: only those that come with the platform can be used. */
  serversDirectory?: string;
  sandbox?: LocalSandbox;
  /** Folders that Python tools are imported from, beside the agent's own. */
  pythonRoots?: readonly string[];
  /** Hosts that agents may reach beside public ones. */
  allowHosts?: readonly string[];
  /** Values for the prompt templates of all agents; they win over the `context` of the files. */
  context?: LoadOptions['context'];
  /** For all agents: values for prompts, for tools in Python, and the environment of commands. */
  variables?: LoadOptions['variables'];
  /** Functions of this program in place of bindings. */
  bindings?: LoadOptions['bindings'];
  /** Default true: what the platform cannot do as the file says is an error. */
  strict?: boolean;
  /** Cassette and faults of all runs. */
  tools?: LocalToolHandling;
  /** Of each run, unless it brings its own. */
  limits?: RunLimits;
  emit?: EmitRunEvent;
  /** Absent: what has to be asked is denied. */
  permissions?: LocalDesk;
  /** Lines of the `logging` middleware. Default: dropped. */
  log?: (fields: Record<string, unknown>, message: string) => void;
}

export interface RunOptions {
  /** Aborting ends the run, and all runs below it, with the stop reason `cancelled`. */
  signal?: AbortSignal;
  /** Default: those of the agent. */
  limits?: RunLimits;
  /** Wins over the agent's own. */
  outputSchema?: JsonSchema;
  /** Default: that of the agent. */
  emit?: EmitRunEvent;
  /** Default: that of the agent. */
  permissions?: LocalDesk;
}

export type RunInput = string | readonly (TextBlock | ImageBlock)[];

export interface LocalResult {
  runId: string;
  stopReason: StopReason;
  /** The answer; of a run that ended early the last text, or ''. */
  response: string;
  /** The answer as a value, when an output schema is kept. */
  output?: Json;
  /** Present unless the run ended well or waits for a decision. */
  failure?: Failure;
  /** Of the run and all below it. */
  usage: Usage;
  /** US dollars; absent when no call had a price. */
  costUsd?: number;
  /** Calls that were not on the cassette, in strict mode; absent when there were none. */
  missingCalls?: number;
}
