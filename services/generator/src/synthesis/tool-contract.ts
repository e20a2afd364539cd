/** The contract of a synthesised tool: what its code is written from and held against. */
import * as z from 'zod';
import { Field } from '../design/field.ts';

export const ToolCase = z.object({
  name: z.string().min(1).max(120),
  input: z.record(z.string(), z.json()),
  /** The result; numbers may differ by rounding errors. `{"error": true}`: any error. */
  expected: z.json(),
});
export type ToolCase = z.infer<typeof ToolCase>;

export const ToolContract = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]{2,49}$/, 'snake_case, at most 50 characters'),
  description: z.string().min(10).max(1000),
  parameters: z.array(Field).min(1).max(10),
  returns: z.string().min(2).max(500),
  cases: z.array(ToolCase).min(3).max(12),
});
export type ToolContract = z.infer<typeof ToolContract>;
