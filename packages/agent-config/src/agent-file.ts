/** The agent file (`type: agent`): all keys of the NexAU contract, none besides but the two extensions of MCP. */
import * as z from 'zod';
import { ImportEntry } from './import-entry.ts';
import { LlmConfig } from './llm-config.ts';
import { McpServerEntry } from './mcp-server-entry.ts';
import { Permissions } from './permissions.ts';

/** As the model sees it. */
export const ToolName = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'a tool name is 1 to 64 letters, digits, "_" or "-"');

export const ToolEntry = z.strictObject({
  /** Replaces the name in the tool file. */
  name: ToolName.optional(),
  yaml_path: z.string().min(1),
  binding: z.string().min(1).nullish(),
  lazy: z.boolean().optional(),
  as_skill: z.boolean().optional(),
  defer_loading: z.boolean().nullish(),
  extra_kwargs: z.record(z.string(), z.json()).nullish(),
  source_id: z.string().nullish(),
  permissions: Permissions.nullish(),
});
export type ToolEntry = z.infer<typeof ToolEntry>;

export const SubAgentEntry = z.strictObject({
  name: z.string().min(1).max(128),
  config_path: z.string().min(1),
  source_id: z.string().nullish(),
});
export type SubAgentEntry = z.infer<typeof SubAgentEntry>;

export const PromptPart = z.union([
  z.string(),
  z.strictObject({ content: z.string(), cache: z.boolean().optional() }),
]);
export type PromptPart = z.infer<typeof PromptPart>;

const Hooks = z.array(ImportEntry).optional();
const Values = z.record(z.string(), z.json()).optional();

export const AgentFile = z.strictObject({
  type: z.literal('agent').optional(),
  name: z.string().min(1).max(128).default('configured_agent'),
  description: z.string().default(''),
  source_id: z.string().optional(),
  system_prompt: z.union([z.string(), z.array(PromptPart)]).optional(),
  /** All three are rendered; `file` and `jinja` mean that the prompt is a path. */
  system_prompt_type: z.enum(['string', 'file', 'jinja']).default('string'),
  system_prompt_suffix: z.string().optional(),
  llm_config: LlmConfig,
  tools: z.array(ToolEntry).default([]),
  sub_agents: z.array(SubAgentEntry).default([]),
  mcp_servers: z.array(McpServerEntry).default([]),
  stop_tools: z.array(z.string()).default([]),
  max_iterations: z.number().int().min(1).default(100),
  max_context_tokens: z.number().int().min(1).default(128_000),
  /** `openai` and `anthropic` are old names of `structured`. */
  tool_call_mode: z.enum(['structured', 'xml', 'openai', 'anthropic']).default('structured'),
  /** Values for the templates of the prompt; `initial_context` is the old name. */
  context: Values,
  initial_context: Values,
  /** Values for `${variables.a.b}`. */
  variables: Values,
  global_storage: Values,
  initial_state: Values,
  initial_config: Values,
  retry_attempts: z.number().int().min(1).optional(),
  retry_backoff_max_seconds: z.number().min(1).optional(),
  timeout: z.number().positive().optional(),
  max_running_subagents: z.number().int().positive().optional(),
  skills: z
    .array(
      z.union([
        z.string(),
        z.strictObject({ name: z.string(), path: z.string(), source_id: z.string().nullish() }),
      ]),
    )
    .optional(),
  plugins: z
    .array(z.strictObject({ use: z.string(), config: z.record(z.string(), z.json()).nullish() }))
    .optional(),
  sandbox_config: z.record(z.string(), z.json()).optional(),
  middlewares: Hooks,
  before_model_hooks: Hooks,
  after_model_hooks: Hooks,
  before_tool_hooks: Hooks,
  after_tool_hooks: Hooks,
  tracers: Hooks,
  token_counter: ImportEntry.optional(),
  error_handler: ImportEntry.optional(),
});
export type AgentFile = z.infer<typeof AgentFile>;
