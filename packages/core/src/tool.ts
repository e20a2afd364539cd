/** Tools: what a model is told of them, and what the loop runs. */
import * as z from 'zod';
import type { Json, JsonObject, JsonSchema } from './json.ts';
import type { ImageBlock, ResultError, TextBlock } from './message.ts';

export const ToolOrigin = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('builtin') }),
  z.object({ kind: z.literal('sub_agent') }),
  /** `snapshot` is the digest of the server's tool list that this definition was taken from. */
  z.object({ kind: z.literal('mcp'), server: z.string(), tool: z.string(), snapshot: z.string() }),
]);
export type ToolOrigin = z.infer<typeof ToolOrigin>;

export const ToolDefinition = z.object({
  /** As the model sees it: `^[A-Za-z0-9_-]{1,64}$`. */
  name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  description: z.string(),
  inputSchema: z.record(z.string(), z.json()) as unknown as z.ZodType<JsonSchema>,
  origin: ToolOrigin,
  /** True when running it twice does no more than running it once. */
  repeatable: z.boolean(),
  /** Runs before the turn's other calls, one at a time. */
  disableParallel: z.boolean(),
});
export type ToolDefinition = z.infer<typeof ToolDefinition>;

export interface ToolContext {
  signal: AbortSignal;
  /** Id of the model's call. Unique within the run. */
  callId: string;
}

/** A failing tool is data: `isError` and whose fault it was. */
export interface ToolOutcome {
  content: (TextBlock | ImageBlock)[];
  isError: boolean;
  errorKind?: ResultError;
  structured?: Json;
}

export interface Tool {
  definition: ToolDefinition;
  /** Says what is wrong with the arguments, or `undefined` when they are valid. Compiled once. */
  check(args: JsonObject): string | undefined;
  /** Never throws for a failure of the tool itself; throws only when the signal aborts. */
  execute(args: JsonObject, context: ToolContext): Promise<ToolOutcome>;
}

export function textOutcome(text: string): ToolOutcome {
  return { content: [{ type: 'text', text }], isError: false };
}

export function errorOutcome(errorKind: ResultError, text: string): ToolOutcome {
  return { content: [{ type: 'text', text }], isError: true, errorKind };
}
