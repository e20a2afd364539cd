/** The tool file (`type: tool`): what a model is told of a tool. Not interpolated. */
import * as z from 'zod';
import { BindingText, ToolName } from './tool-entry.ts';

export const ToolFile = z.strictObject({
  type: z.literal('tool').optional(),
  name: ToolName.describe("The agent's entry may replace it."),
  description: z.string().min(1).describe('What the model is told.'),
  input_schema: z
    .record(z.string(), z.json())
    .default({})
    .describe('JSON Schema of the arguments, of type object.'),
  skill_description: z.string().nullish().describe('The short text of a tool with as_skill.'),
  disable_parallel: z.boolean().default(false).describe('Runs one by one, before the other calls of a turn.'),
  lazy: z.boolean().optional().describe('Has no effect: nothing is imported before it is called.'),
  defer_loading: z.boolean().nullish().describe('Found by ToolSearch instead of being there from the start.'),
  search_hint: z.string().nullish().describe('Further words that ToolSearch finds the tool by.'),
  template_override: z.string().nullish().describe('Stands for the text of the tool when calls are text.'),
  binding: BindingText.nullish(),
  formatter: z
    .string()
    .nullish()
    .describe('How results are shown to the model: markdown, xml, shell or agent.'),
  builtin: z.json().optional().describe('Has no effect.'),
});
export type ToolFile = z.infer<typeof ToolFile>;
