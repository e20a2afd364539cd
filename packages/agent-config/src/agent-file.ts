/** The agent file (`type: agent`): all keys of the NexAU contract, and the extensions `tool_call_dialect` and `output_schema`. */
import { DIALECT_NAMES } from '@nex/core';
import * as z from 'zod';
import { ImportEntry } from './import-entry.ts';
import { LlmConfig } from './llm-config.ts';
import { McpServerEntry } from './mcp-server-entry.ts';
import { SandboxConfig } from './sandbox-config.ts';
import { Count, Positive, Values } from './scalar.ts';
import { ToolEntry } from './tool-entry.ts';

const AgentName = z.string().min(1).max(128);
const Path = z.string().min(1).max(1000);
/** Of one list of a file. No file needs more, and each entry costs work. */
export const MAX_ENTRIES = 500;
const Hooks = z.array(ImportEntry).max(MAX_ENTRIES).optional();

export const SubAgentEntry = z.strictObject({
  name: AgentName.describe("Wins over the name in the sub-agent's own file."),
  config_path: Path.describe("The sub-agent's agent file, relative to this file."),
  source_id: z.string().nullish(),
});
export type SubAgentEntry = z.infer<typeof SubAgentEntry>;

export const SkillEntry = z.union([
  Path,
  z.strictObject({ name: z.string().min(1).nullish(), path: Path, source_id: z.string().nullish() }),
]);
export type SkillEntry = z.infer<typeof SkillEntry>;

export const PluginEntry = z.strictObject({
  use: z.string().min(1).describe('path:./folder of the plugin, relative to this file.'),
  config: Values.nullish().describe('Values for the properties that the plugin declares.'),
});
export type PluginEntry = z.infer<typeof PluginEntry>;

export const PromptPart = z.union([
  z.string(),
  z.strictObject({
    content: z.string(),
    cache: z.boolean().default(true).describe('A provider may keep the prompt up to the end of this part.'),
  }),
]);
export type PromptPart = z.infer<typeof PromptPart>;

export const AgentFile = z.strictObject({
  type: z.literal('agent').optional(),
  name: AgentName.default('configured_agent'),
  description: z.string().default('').describe('What a parent is told of the agent.'),
  source_id: z.string().optional(),
  system_prompt: z
    .union([z.string(), z.array(PromptPart)])
    .optional()
    .describe('One text, or one per part.'),
  system_prompt_type: z
    .enum(['string', 'file', 'jinja'])
    .default('string')
    .describe('All are templates; with file and jinja the prompt is a path.'),
  system_prompt_suffix: z.string().optional().describe('Goes to the end of the last part, as it is.'),
  llm_config: LlmConfig,
  tools: z.array(ToolEntry).max(MAX_ENTRIES).default([]),
  sub_agents: z.array(SubAgentEntry).max(MAX_ENTRIES).default([]),
  mcp_servers: z.array(McpServerEntry).max(MAX_ENTRIES).default([]),
  skills: z.array(SkillEntry).max(MAX_ENTRIES).default([]).describe('Folders with a SKILL.md.'),
  plugins: z.array(PluginEntry).max(MAX_ENTRIES).default([]),
  stop_tools: z.array(z.string()).default([]).describe('Tools whose success ends the run.'),
  max_iterations: Positive.default(100).describe('Most calls of the model in one run.'),
  max_context_tokens: Positive.default(128_000),
  tool_call_mode: z
    .enum(['structured', 'xml', 'openai', 'anthropic'])
    .default('structured')
    .describe('xml: calls are text. openai and anthropic are old names of structured.'),
  tool_call_dialect: z.enum(DIALECT_NAMES).default('nexau-xml').describe('Form of calls that are text.'),
  output_schema: Values.optional().describe('JSON Schema that the final answer must meet.'),
  context: Values.optional().describe('Values for the templates of the prompt.'),
  initial_context: Values.optional().describe('Old name of context.'),
  variables: Values.optional().describe(
    'Values for ${variables.a.b}; template holds values for prompts, sandbox_env the environment of commands, runtime_vars values for tools in Python.',
  ),
  global_storage: Values.optional().describe('What tools find in their storage at the start.'),
  initial_state: Values.optional().describe('Goes below global_storage.'),
  initial_config: Values.optional().describe('Goes below initial_state.'),
  retry_attempts: Count.optional().describe('Tries for one call of the model in all. Default 5.'),
  retry_backoff_max_seconds: z
    .number()
    .min(1)
    .optional()
    .describe('Longest wait between two tries. Default 30.'),
  timeout: z.number().positive().optional().describe('Seconds of one run.'),
  max_running_subagents: Positive.default(5),
  sandbox_config: SandboxConfig.optional(),
  middlewares: Hooks.describe('The first is the outermost.'),
  before_model_hooks: Hooks,
  after_model_hooks: Hooks,
  before_tool_hooks: Hooks,
  after_tool_hooks: Hooks,
  tracers: Hooks.describe('Not started: the platform traces every run.'),
  token_counter: ImportEntry.optional(),
  error_handler: ImportEntry.optional().describe('Has no effect.'),
});
export type AgentFile = z.infer<typeof AgentFile>;
