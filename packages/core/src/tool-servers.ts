/** Tool servers of the catalogue at work, and single calls of their tools to try them out. */
import * as z from 'zod';
import { Time } from './api.ts';
import { ImageBlock, TextBlock } from './message.ts';

export const ToolServer = z.object({
  name: z.string(),
  /** Processes alive that have worked for the tenant, with how many of them are in a call of it. */
  processes: z.number().int(),
  busy: z.number().int(),
  /** Calls that the tenant made of them. */
  calls: z.number().int(),
  /** Changes of its tools against the catalogue since the service began, oldest first. */
  drifts: z.array(
    z.object({
      at: Time,
      added: z.array(z.string()),
      removed: z.array(z.string()),
      changed: z.array(z.string()),
    }),
  ),
});
export type ToolServer = z.infer<typeof ToolServer>;

export const CallTool = z.strictObject({ arguments: z.record(z.string(), z.json()).default({}) });
export type CallTool = z.input<typeof CallTool>;

/** A failing tool is an answer like any other. */
export const ToolCallAnswer = z.object({
  content: z.array(z.union([TextBlock, ImageBlock])),
  isError: z.boolean(),
  /** Whose fault it was. */
  errorKind: z.string().optional(),
  structured: z.json().optional(),
  durationMs: z.number().int(),
});
export type ToolCallAnswer = z.infer<typeof ToolCallAnswer>;
