/** What the program that embeds the loader decides: which values, kinds and packages files may use. */
import type {
  JsonObject,
  McpServerSpec,
  MiddlewareName,
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
  /** Says what keeps a built-in from working with the schema of a tool file; that is an error of the file. */
  checkBuiltin?: (builtin: string, inputSchema: JsonObject) => string | undefined;
  /** What other imports of middleware and hooks mean, by the import as the file writes it. */
  imports?: Readonly<Record<string, MiddlewareName | 'ignore'>>;
  /** Files of installed packages, for `package:path` and `pkg:package/path`. Default: none. */
  packageRoots?: Readonly<Record<string, FileSource>>;
  /** Kinds of sandbox that files may ask for. Default: all. `plain` confines nothing. */
  sandboxTypes?: ReadonlySet<SandboxType>;
  /** Values for prompt templates below the agent's own `context`: `date`, `working_directory`. */
  promptValues?: Readonly<JsonObject>;
  /** Values of the run for prompt templates; they win over the agent's own. */
  context?: Readonly<JsonObject>;
  /** Default true: what would make the agent behave otherwise is an error. False: it is listed in `skipped`. */
  strict?: boolean;
}
