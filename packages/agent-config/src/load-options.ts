/** What the program that embeds the loader decides: which values, kinds and packages files may use. */
import type {
  JsonObject,
  McpServerSpec,
  MiddlewareName,
  RunVariables,
  SandboxType,
  ToolBinding,
  ToolFunction,
} from '@nex/core';
import type { FileSource } from './file-source.ts';

export type BindingKind = ToolBinding['kind'];

export interface LoadOptions {
  /** Values of `${env.X}`; nothing is taken from the process. */
  environment: Readonly<Record<string, string>>;
  /** Names that `type: catalogue` may use; without it every name is accepted. */
  catalogueServers?: ReadonlySet<string>;
  /** Kinds of MCP server that files may name. Default: all. A stdio server is a command that the platform runs. */
  mcpServerTypes?: ReadonlySet<McpServerSpec['type']>;
  /** Names that bindings may mean. Default: the built-in tools of the platform. */
  builtins?: ReadonlySet<string>;
  /**
   * Looked at before any other rule, by the binding as the file writes it or, for a tool without one, by the name of
   * the tool: a function of this program, or another binding (its paths are from the root of the source).
   */
  bindings?: Readonly<Record<string, string | ToolFunction>>;
  /** Kinds of binding that files may use. Default: all but `python`. */
  bindingKinds?: ReadonlySet<BindingKind>;
  /** Allows the kind `python`, and reads any other `module.path:function` as one. Default false. */
  python?: boolean;
  /**
   * Says what keeps a built-in from working with the schema of a tool file and the arguments that its agent fixes. The
   * tool loads all the same, as it does in NexAU, and the fault is listed in `skipped`.
   */
  checkBuiltin?: (builtin: string, inputSchema: JsonObject, fixedArguments: JsonObject) => string | undefined;
  /** Says what is wrong with the parameters of a middleware, as a part of a sentence. Default: nothing is. */
  checkMiddleware?: (name: MiddlewareName, params: JsonObject) => string | undefined;
  /**
   * Says whether a Python module is there, beside those of the source: with `python`, imports of middleware that the
   * platform has nothing for may mean it. Default: it is not.
   */
  hasPythonModule?: (module: string) => Promise<boolean>;
  /** What other imports of middleware and hooks mean, by the import as the file writes it. */
  imports?: Readonly<Record<string, MiddlewareName | 'ignore'>>;
  /** Files of installed packages by name, for `package:path` and `pkg:package/path`. Default: none. */
  packageRoots?: Readonly<Record<string, FileSource>> | ((name: string) => FileSource | undefined);
  /** Kinds of sandbox that files may ask for. Default: all. `plain` confines nothing. */
  sandboxTypes?: ReadonlySet<SandboxType>;
  /** Values for prompt templates below the agent's own `context`: `date`, `working_directory`. */
  promptValues?: Readonly<JsonObject>;
  /** Values of the run for prompt templates; they win over the agent's own. */
  context?: Readonly<JsonObject>;
  /** Of the run; each over what the files say. */
  variables?: RunVariables;
  /** Default true. False: plugins of agents give nothing, and are listed in `skipped`. */
  expandPlugins?: boolean;
  /** Default true: what would make the agent behave otherwise is an error. False: it is listed in `skipped`. */
  strict?: boolean;
}
