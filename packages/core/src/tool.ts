/** Tools: what a model is told of them, and what the loop runs. */
import * as z from 'zod';
import type { FaultKind } from './fault.ts';
import type { Json, JsonObject, JsonSchema } from './json.ts';
import type { ImageBlock, ResultError, TextBlock } from './message.ts';

export const ToolOrigin = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('builtin') }),
  z.object({ kind: z.literal('sub_agent') }),
  /** A function, program or address that the agent's files name. `sourceId` is as they give it: `synthesised:<name>`. */
  z.object({ kind: z.literal('custom'), sourceId: z.string().optional() }),
  /**
   * `snapshot` is the digest of the server's tool list that this definition was taken from. `stateless`: the catalogue
   * knows that the server keeps nothing of a run.
   */
  z.object({
    kind: z.literal('mcp'),
    server: z.string(),
    tool: z.string(),
    snapshot: z.string(),
    stateless: z.literal(true).optional(),
  }),
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
  /** Stands for the whole text of the tool where calls are text and tools are described in prose. */
  textModeDescription: z.string().optional(),
});
export type ToolDefinition = z.infer<typeof ToolDefinition>;

/** Values that the tools of a run share. A sub-agent has its own, from its own file. All methods are durable on resolve. */
export interface Storage {
  get(key: string): Promise<Json | undefined>;
  set(key: string, value: Json): Promise<void>;
  entries(): Promise<JsonObject>;
}

export interface ToolContext {
  signal: AbortSignal;
  /** Id of the model's call. Unique within the run. */
  callId: string;
  /** Absent where the caller keeps none. */
  storage?: Storage;
  /** Tells whoever watches how far a long call is. Never waits. */
  onProgress?: (progress: ToolProgress) => void;
}

export interface ToolProgress {
  progress: number;
  total?: number;
  message?: string;
}

/** A tool as a function: arguments in, any JSON or a complete outcome out. A throw is a tool error. */
export type ToolFunction = (args: JsonObject, context: ToolContext) => Json | Promise<Json>;

/** A failing tool is data: `isError` and whose fault it was. */
export interface ToolOutcome {
  content: (TextBlock | ImageBlock)[];
  isError: boolean;
  errorKind?: ResultError;
  structured?: Json;
  /** The fault that was put into the call on purpose. */
  injected?: FaultKind;
}

/** What the loop does before the tool runs. A denial is never askable. */
export type PermissionDecision =
  | { decision: 'allow' }
  /** `key` names what an "always" would allow: `run_shell_command:git push`. */
  | { decision: 'ask'; prompt: string; key: string }
  | { decision: 'deny'; reason: string };

export interface Tool {
  definition: ToolDefinition;
  /** Not shown to the model before ToolSearch finds it. */
  deferred?: { searchHint?: string };
  /** Judges valid arguments. Absent: allowed. Pure. */
  permit?(args: JsonObject): PermissionDecision;
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
