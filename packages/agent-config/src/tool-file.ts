/** The tool file (`type: tool`): what a model is told of a tool. Not interpolated. */
import * as z from 'zod';
import { ToolName } from './agent-file.ts';

export const ToolFile = z.strictObject({
  type: z.literal('tool').optional(),
  name: ToolName,
  description: z.string().min(1),
  input_schema: z.record(z.string(), z.json()).default({}),
  skill_description: z.string().nullish(),
  disable_parallel: z.boolean().default(false),
  lazy: z.boolean().optional(),
  defer_loading: z.boolean().nullish(),
  search_hint: z.string().nullish(),
  /** Replaces the text of the tool in XML mode. */
  template_override: z.string().nullish(),
  /** `module:function` or `builtin:name`; the agent's entry wins over it. */
  binding: z.string().min(1).nullish(),
  /** `markdown`, `xml` or an import. */
  formatter: z.string().nullish(),
  builtin: z.json().optional(),
});
export type ToolFile = z.infer<typeof ToolFile>;
