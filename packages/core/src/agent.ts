/** An agent as the runtime runs it, resolved from its file: no path or reference is left to follow. */
import * as z from 'zod';
import type { DialectName } from './dialect-name.ts';
import type { JsonObject } from './json.ts';
import type { MiddlewareName } from './middleware-name.ts';
import type { ToolFunction } from './tool.ts';

/** Wire formats of model servers, by the names of the agent file. */
export const API_TYPES = [
  'openai_chat_completion',
  'openai_responses',
  'anthropic_chat_completion',
  'gemini_rest',
  'generate_with_token',
] as const;
export const ApiType = z.enum(API_TYPES);
export type ApiType = z.infer<typeof ApiType>;

export const ModelSettings = z.object({
  /** Absent: the platform's own model. */
  model: z.string().optional(),
  baseUrl: z.string().optional(),
  apiKey: z.string().optional(),
  /** Absent: the platform's own. */
  apiType: ApiType.optional(),
  temperature: z.number().optional(),
  topP: z.number().optional(),
  maxTokens: z.number().int().positive().optional(),
  frequencyPenalty: z.number().optional(),
  presencePenalty: z.number().optional(),
  /** Whether the provider is asked to stream when nobody watches. Default false. */
  stream: z.boolean().optional(),
  /** Of one whole call, until its first byte. */
  timeoutMs: z.number().int().positive().optional(),
  /** Tries for one call in all, for errors that can pass. */
  attempts: z.number().int().min(1).optional(),
  /** Longest wait between two tries. */
  maxRetryDelayMs: z.number().int().min(1).optional(),
  streamIdleTimeoutMs: z.number().int().positive().optional(),
  connectTimeoutMs: z.number().int().positive().optional(),
  /** Fields that must not be sent, whoever set them. */
  dropParameters: z.array(z.string()).optional(),
  /** Anthropic: lifetime of cached prompt parts, `5m` or `1h`. */
  cacheTtl: z.string().optional(),
  /** Anthropic: whether tool arguments are streamed as they are written. Default true. */
  toolStreaming: z.boolean().optional(),
  /** Anthropic: sends thinking blocks without a signature back as text. */
  allowUnsignedThinking: z.boolean().optional(),
  /** Folder or file of the tokenizer, for `generate_with_token`. */
  tokenizerPath: z.string().optional(),
  /** Keys that the platform does not know; they go to the provider as they are. */
  extra: z.record(z.string(), z.unknown()),
});
export type ModelSettings = z.infer<typeof ModelSettings>;

/** A part of the system prompt; `cache` marks the end of what a provider may cache. */
export interface PromptPart {
  text: string;
  cache: boolean;
}

/** What a tool may do without asking. Patterns are of NexAU: tool names, commands, paths, hosts, `**`. */
export interface PermissionRules {
  allow: readonly string[];
  deny: readonly string[];
}

/** What runs when the tool is called. */
export type ToolBinding =
  | { kind: 'builtin'; name: string }
  /** `ts:./file.ts#export` (`module` is a path in the bundle) or `npm:package#export`. Runs in the sandbox. */
  | { kind: 'node'; source: 'bundle' | 'npm'; module: string; export: string }
  /** `py:package.module:function`, run by the Python sidecar. */
  | { kind: 'python'; module: string; function: string }
  /** Arguments are posted as JSON. */
  | { kind: 'http'; url: string }
  /** A tool of a server of the catalogue or of the agent. */
  | { kind: 'mcp'; server: string; tool: string }
  /** A function of the program that embeds the loader. */
  | { kind: 'function'; call: ToolFunction };

export const FORMATTERS = ['markdown', 'xml', 'shell', 'agent'] as const;
export type FormatterName = (typeof FORMATTERS)[number];

/** A tool with the contract that the agent's tool file gives it. */
export interface ToolSpec {
  name: string;
  binding: ToolBinding;
  description: string;
  inputSchema: JsonObject;
  disableParallel: boolean;
  /** Laid below the model's arguments; not part of the schema that the model sees. */
  fixedArguments: JsonObject;
  /** Absent: everything is allowed. */
  permissions?: PermissionRules;
  /** Found by ToolSearch instead of being there from the start. */
  deferLoading: boolean;
  searchHint?: string;
  /** The tool is also a skill: `description` is short, and LoadSkill gives this text. */
  skillDetails?: string;
  formatter: FormatterName;
  /** Stands for the tool's text in text mode. */
  textModeDescription?: string;
  /** Where the tool comes from, in the words of the agent's file. */
  sourceId?: string;
}

interface McpServerRules {
  /** Narrows the server to these tools. */
  tools?: string[];
  permissions?: PermissionRules;
  /** Per tool; wins over `permissions`. */
  toolPermissions?: Record<string, PermissionRules>;
  /** Its tools run one by one, before the other calls of a turn. */
  disableParallel?: boolean;
  /** Texts that nothing may say of what the server says, beside what its settings show to be secret. */
  secrets?: readonly string[];
}

export type McpServerSpec = McpServerRules &
  (
    | { type: 'catalogue'; name: string }
    | {
        type: 'stdio';
        name: string;
        command: string;
        args: string[];
        env: Record<string, string>;
        timeoutMs: number;
      }
    | {
        type: 'http';
        name: string;
        url: string;
        headers: Record<string, string>;
        timeoutMs: number;
        /** `sse`: the older transport at once; default: streamable HTTP, with the older one as fallback. */
        transport?: 'sse';
      }
  );

export interface SubAgentSpec {
  name: string;
  agent: AgentSpec;
}

/** A folder with a SKILL.md. */
export interface SkillSpec {
  name: string;
  description: string;
  /** SKILL.md without its front matter. */
  body: string;
  /** Every text file of the folder, SKILL.md included; paths relative to the folder. */
  files: { path: string; content: string }[];
}

export interface BuiltinMiddlewareSpec {
  name: MiddlewareName;
  /** As the file gives them, in snake_case; each middleware checks its own. */
  params: JsonObject;
  /** `main.yaml: middlewares[0]`, for errors. */
  where: string;
}

/** Steps of the loop at which code of an agent's files can look in, by the names of the agent file. */
export const HOOK_PHASES = [
  'before_agent',
  'before_model',
  'after_model',
  'before_tool',
  'after_tool',
  'after_agent',
] as const;
export type HookPhase = (typeof HOOK_PHASES)[number];

/** A class, factory or function in Python, run by the Python sidecar. */
export interface PythonMiddlewareSpec {
  name: 'python';
  /** As the file writes it, for errors. */
  import: string;
  /** `file` is a path in the bundle. */
  source: { kind: 'module'; module: string } | { kind: 'file'; file: string };
  /** Name inside of it, with dots for what lies deeper. */
  attribute: string;
  /** For an entry of `before_model_hooks` and the like: the one step that it is for. */
  phase?: HookPhase;
  params: JsonObject;
  /** Parameters that name files: paths in the bundle. */
  files: Readonly<Record<string, string>>;
  where: string;
}

export type MiddlewareSpec = BuiltinMiddlewareSpec | PythonMiddlewareSpec;

export const SANDBOX_TYPES = ['local', 'container', 'plain'] as const;
export type SandboxType = (typeof SANDBOX_TYPES)[number];

export interface SandboxSpec {
  /** Default `local`. */
  type: SandboxType;
  /** Environment of its commands. */
  env: Record<string, string>;
  /** Image of a container. */
  image?: string;
  /** What a command may print before the middle is cut from what the model sees; the whole is kept in a file. */
  outputCharThreshold?: number;
  truncateHeadChars?: number;
  truncateTailChars?: number;
}

export interface AgentSpec {
  name: string;
  description: string;
  /** Rendered system prompt, one entry per part. */
  systemPrompt: PromptPart[];
  model: ModelSettings;
  /** `native`: the provider's tool calls; `text`: calls are text of `dialect`. */
  toolCallMode: 'native' | 'text';
  dialect: DialectName;
  tools: ToolSpec[];
  mcpServers: McpServerSpec[];
  subAgents: SubAgentSpec[];
  skills: SkillSpec[];
  middlewares: MiddlewareSpec[];
  sandbox: SandboxSpec;
  stopTools: string[];
  maxIterations: number;
  maxContextTokens: number;
  /** Sub-agents of this agent at work at a time. */
  maxRunningSubAgents: number;
  /** Wall-clock time of one run of this agent. */
  timeoutMs?: number;
  /** The final answer must be JSON that is valid against it. */
  outputSchema?: JsonObject;
  /** What tools of the run find in their storage at the start. */
  globalStorage: JsonObject;
  /** `context` of the file and of the run, for tools in Python. Absent when there is none. */
  context?: JsonObject;
  /** `variables.runtime_vars` of the file and of the run, for tools in Python. Absent when there are none. */
  variables?: JsonObject;
}
