/** What one call of the loader carries along: its source, its options and the account of what was set aside. */
import { BUILTIN_NAMES, type JsonObject, type McpServerSpec, NexError } from '@nex/core';
import type { FileSource } from './file-source.ts';

export interface LoadOptions {
  /** Values of `${env.X}`; nothing is taken from the process. */
  environment: Readonly<Record<string, string>>;
  /** Names that `type: catalogue` may use; without it every name is accepted. */
  catalogueServers?: ReadonlySet<string>;
  /** Kinds of MCP server that files may name. Default: all. A stdio server is a command that the platform runs. */
  mcpServerTypes?: ReadonlySet<McpServerSpec['type']>;
  /** Names that bindings may mean. Default: the built-in tools of the platform. */
  builtins?: ReadonlySet<string>;
  /** Values for prompt templates beside the agent's own: `date`, `working_directory`. */
  promptValues?: Readonly<JsonObject>;
  /** Default true: what would make the agent behave otherwise is an error. False: it is listed in `skipped`. */
  strict?: boolean;
}

export interface Skip {
  /** `main.yaml: middlewares[0]`. */
  where: string;
  /** A sentence. */
  reason: string;
}

/** Where an agent stands: the edges of the tree of sub-agents, as the files say it. */
export interface AgentPlace {
  name: string;
  file: string;
  /** `null` for the entry. */
  parent: string | null;
}

/** Agents in one tree; a chain of files that name one another twice would otherwise double at every level. */
const MAX_AGENTS = 256;

export class Loading {
  readonly source: FileSource;
  readonly options: LoadOptions & Required<Pick<LoadOptions, 'builtins' | 'promptValues' | 'strict'>>;
  readonly skipped: Skip[] = [];
  readonly places: AgentPlace[] = [];

  constructor(source: FileSource, options: LoadOptions) {
    this.source = source;
    const { builtins = new Set(BUILTIN_NAMES), promptValues = {}, strict = true } = options;
    this.options = { ...options, builtins, promptValues, strict };
  }

  /** Something that the platform reads and that changes nothing: told in both modes. */
  note(where: string, reason: string): void {
    this.skipped.push({ where, reason });
  }

  /** Something that the platform does not do yet: an error when strict, else told. */
  setAside(where: string, reason: string, hint: string): void {
    if (this.options.strict) throw new NexError('config_invalid', reason, { where, hint });
    this.note(where, reason);
  }

  /** Makes one component. When not strict, a component that fails is told and left out. */
  async component<T>(where: string, make: () => Promise<T>): Promise<T | undefined> {
    if (this.options.strict) return make();
    const before = this.places.length;
    try {
      return await make();
    } catch (thrown) {
      if (!(thrown instanceof NexError)) throw thrown;
      this.places.length = before;
      const at = thrown.where !== undefined && thrown.where !== where ? ` (${thrown.where})` : '';
      this.note(where, `Left out: ${thrown.message}${at}`);
      return undefined;
    }
  }

  place(agent: AgentPlace): void {
    this.places.push(agent);
    if (this.places.length <= MAX_AGENTS) return;
    throw new NexError('config_invalid', `The tree of sub-agents has more than ${MAX_AGENTS} agents.`, {
      where: agent.file,
      hint: 'Let fewer agents share the same sub-agents.',
    });
  }
}
