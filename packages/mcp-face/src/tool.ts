/** A tool of an MCP face: one operation with a schema for what it takes and for what it gives. */
import { type JsonObject, NexError } from '@nex/core';
import * as z from 'zod';

/** `C`: what the tools of a face work with. */
export interface ToolCall<C> {
  context: C;
  /** Aborts when the caller cancels or goes away. */
  signal: AbortSignal;
  /** Tells a caller that asked for progress; `done` only ever grows. Does nothing for others. */
  progress(done: number, message: string): Promise<void>;
}

/** What a client may assume of a tool without calling it. */
export interface ToolHints {
  readOnlyHint: boolean;
  destructiveHint: boolean;
  /** A second call with the same arguments changes nothing more. */
  idempotentHint: boolean;
  /** Reaches beyond the platform: the model server, the tools of agents. */
  openWorldHint: boolean;
}

interface ToolParts<C, I extends z.ZodType, O extends z.ZodType> {
  name: string;
  title: string;
  /** For a model: what it does, when to use it, what comes back. */
  description: string;
  /** Of an object, with no other keys than it names. */
  input: I;
  output: O;
  hints: ToolHints;
  /** Throws NexError; the caller is told of its code, message, place and hint. */
  run(input: z.output<I>, call: ToolCall<C>): Promise<z.input<O>>;
}

export interface FaceTool<C> extends Omit<ToolParts<C, z.ZodType, z.ZodType>, 'run'> {
  /** Checks what it takes. Throws `invalid_request` that names the argument. */
  run(input: unknown, call: ToolCall<C>): Promise<JsonObject>;
}

export const READS: ToolHints = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** How the tools of one face are defined. */
export type DefineTool<C> = <I extends z.ZodType, O extends z.ZodType>(
  parts: ToolParts<C, I, O>,
) => FaceTool<C>;

export function toolsOf<C>(): DefineTool<C> {
  return (parts) => ({
    ...parts,
    async run(given, call) {
      const parsed = parts.input.safeParse(given);
      if (!parsed.success) throw wrongArguments(parsed.error);
      return parts.output.parse(await parts.run(parsed.data, call)) as JsonObject;
    },
  });
}

function wrongArguments({ issues }: z.ZodError): NexError {
  const [first] = issues;
  const more = issues.length > 1 ? ` There are ${issues.length - 1} more faults.` : '';
  return new NexError('invalid_request', `${first?.message ?? 'The arguments are malformed'}.${more}`, {
    where: ['arguments', ...(first?.path ?? [])].join('.'),
    hint: "The tool's input schema gives every argument and its limits.",
  });
}
