/** `tools` of an agent file or plugin: the tool file, and what the agent makes of it. */
import * as z from 'zod';
import { Permissions } from './permissions.ts';
import { Values } from './scalar.ts';

/** As the model sees it. */
export const ToolName = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'a tool name is 1 to 64 letters, digits, "_" or "-"');

export const BindingText = z
  .string()
  .min(1)
  .max(500)
  .describe(
    'What runs: builtin:name, ts:./file.ts#export, npm:package#export, mcp:server/tool, https://…, py:module:function, or a NexAU import.',
  );

export const ToolEntry = z.strictObject({
  name: ToolName.optional().describe('Replaces the name in the tool file.'),
  yaml_path: z.string().min(1).describe('The tool file, relative to this file.'),
  binding: BindingText.nullish(),
  lazy: z.boolean().optional().describe('Has no effect: nothing is imported before it is called.'),
  as_skill: z
    .boolean()
    .optional()
    .describe('Shows the short skill_description; LoadSkill gives the full one.'),
  defer_loading: z.boolean().nullish().describe('Found by ToolSearch instead of being there from the start.'),
  extra_kwargs: Values.nullish().describe("Fixed arguments, laid below the model's."),
  source_id: z.string().nullish(),
  permissions: Permissions.nullish(),
});
export type ToolEntry = z.infer<typeof ToolEntry>;
