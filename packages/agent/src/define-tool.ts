/** A function as a tool, for programs that use the loop as a library. */
import {
  errorOutcome,
  type JsonObject,
  type JsonSchema,
  type Tool,
  type ToolContext,
  type ToolFunction,
  textOutcome,
} from '@nex/core';

export interface ToolOptions {
  /** As the model sees it: `^[A-Za-z0-9_-]{1,64}$`. */
  name: string;
  description: string;
  /** Default: an object without properties. */
  inputSchema?: JsonSchema;
  /** A text is the result as it is, any other value its JSON. A throw is an error that the model reads. */
  execute: ToolFunction;
  /** Says what is wrong with the arguments, or `undefined`. Default: they are taken as they come. */
  check?: (args: JsonObject) => string | undefined;
  /** True when running it twice does no more than once: then it may run again after a crash. Default false. */
  repeatable?: boolean;
  /** Default false. */
  disableParallel?: boolean;
}

export function defineTool(options: ToolOptions): Tool {
  const { name, description, inputSchema = { type: 'object' }, execute, check = () => undefined } = options;
  const { repeatable = false, disableParallel = false } = options;
  return {
    definition: { name, description, inputSchema, origin: { kind: 'custom' }, repeatable, disableParallel },
    check,
    async execute(args: JsonObject, context: ToolContext) {
      try {
        const value = await execute(args, context);
        return textOutcome(typeof value === 'string' ? value : JSON.stringify(value));
      } catch (thrown) {
        if (context.signal.aborted) throw thrown;
        return errorOutcome('tool_error', thrown instanceof Error ? thrown.message : 'The tool failed.');
      }
    },
  };
}
