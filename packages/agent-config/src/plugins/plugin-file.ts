/** The plugin file (`plugin.yaml`): what a plugin needs to know, and what it gives to an agent. */
import * as z from 'zod';
import { MAX_ENTRIES, SubAgentEntry } from '../agent-file.ts';
import { ImportWithParams } from '../import-entry.ts';
import { McpServerEntry } from '../mcp-server-entry.ts';
import { ToolEntry, ToolName } from '../tool-entry.ts';

export const PLUGIN_FILE = 'plugin.yaml';

const Name = z.string().min(1).max(128);
const Value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

export const PluginProperty = z.strictObject({
  type: z.enum(['string', 'integer', 'number', 'boolean', 'string_array']).default('string'),
  description: z.string().optional(),
  required: z.boolean().default(false).describe('The agent must give a value.'),
  default: Value.nullish(),
  enum: z.array(Value).nullish().describe('The only values that there are.'),
});
export type PluginProperty = z.infer<typeof PluginProperty>;

const Middleware = ImportWithParams.extend({ name: Name, source_id: z.string().nullish() });
const Skill = z.strictObject({ name: Name, path: z.string().min(1), source_id: z.string().nullish() });

/** Plain values before `${…}` is replaced in them: a number may still be text. */
export const PluginFile = z.strictObject({
  type: z.literal('plugin').optional(),
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'a plugin name is letters, digits, ".", "_" or "-"'),
  version: z.union([z.string(), z.number().transform(String)]).optional(),
  description: z.string().optional(),
  engines: z
    .strictObject({ nexau: z.string().min(1).describe('Versions of NexAU: ">=0.4.0,<0.5.0".') })
    .optional(),
  config: z
    .strictObject({
      properties: z
        .record(
          z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a property is letters, digits or "_"'),
          PluginProperty,
        )
        .default({}),
    })
    .default({ properties: {} }),
  system_prompt_fragment: z.string().nullish().describe("Goes to the end of the agent's system prompt."),
  contributes: z
    .strictObject({
      mcp_servers: z.array(McpServerEntry).max(MAX_ENTRIES).nullish(),
      tools: z
        .array(ToolEntry.extend({ name: ToolName }))
        .max(MAX_ENTRIES)
        .nullish(),
      skills: z.array(Skill).max(MAX_ENTRIES).nullish(),
      sub_agents: z.array(SubAgentEntry).max(MAX_ENTRIES).nullish(),
      middlewares: z.array(Middleware).max(MAX_ENTRIES).nullish().describe("Come before the agent's own."),
    })
    .default({}),
});
export type PluginFile = z.infer<typeof PluginFile>;

/** The part of the file that decides what `${config.x}` means, read before the rest. */
export const PluginHead = z.looseObject({
  name: PluginFile.shape.name,
  engines: PluginFile.shape.engines,
  config: PluginFile.shape.config,
});
