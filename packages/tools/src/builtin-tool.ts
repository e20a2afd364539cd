/** What a built-in tool is: a contract, and the work inside a workspace. */
import {
  type BuiltinName,
  type BuiltinToolSpec,
  errorOutcome,
  type JsonObject,
  type JsonSchema,
  type Tool,
  type ToolContext,
  type ToolOutcome,
} from '@nex/core';
import * as z from 'zod';
import { failureOutcome } from './failure.ts';
import type { Workspace } from './workspace.ts';

export interface BuiltinTool {
  name: BuiltinName;
  /** What a model is told when no tool file says otherwise. */
  description: string;
  inputSchema(): JsonSchema;
  /** True when running it twice does no more than running it once. */
  repeatable: boolean;
  /**
   * Checks the arguments against its own contract, then works. Failures are outcomes; throws only when the signal
   * aborts.
   */
  run(args: JsonObject, workspace: Workspace, context: ToolContext): Promise<ToolOutcome>;
}

interface Definition<Args> {
  name: BuiltinName;
  description: string;
  args: z.ZodType<Args>;
  /** Brings arguments of an older contract into the present form, before they are checked. */
  adapt?: (args: JsonObject) => JsonObject;
  repeatable: boolean;
  execute(args: Args, workspace: Workspace, context: ToolContext): Promise<ToolOutcome>;
}

export function defineBuiltin<Args>(definition: Definition<Args>): BuiltinTool {
  return {
    name: definition.name,
    description: definition.description,
    repeatable: definition.repeatable,
    inputSchema: () => schemaOf(definition.args),
    async run(args, workspace, context) {
      context.signal.throwIfAborted();
      const parsed = definition.args.safeParse(definition.adapt?.(args) ?? args);
      if (!parsed.success) return errorOutcome('invalid_arguments', explain(parsed.error));
      try {
        return await definition.execute(parsed.data, workspace, context);
      } catch (thrown) {
        context.signal.throwIfAborted();
        return failureOutcome(thrown);
      }
    },
  };
}

/** The tool's own contract as a spec, for an agent that is made without a tool file. */
export function builtinSpec(builtin: BuiltinTool): BuiltinToolSpec {
  const { name, description } = builtin;
  return { name, builtin: name, description, inputSchema: builtin.inputSchema(), disableParallel: false };
}

/** Compiles a JSON Schema to a check that says what is wrong with the arguments. Must not throw later on. */
export type CompileCheck = (schema: JsonSchema) => (args: JsonObject) => string | undefined;

/** Binds a built-in to the contract of an agent's tool file and to the workspace of a run. */
export function bindBuiltin(
  builtin: BuiltinTool,
  spec: BuiltinToolSpec,
  workspace: Workspace,
  compileCheck: CompileCheck,
): Tool {
  const check = compileCheck(spec.inputSchema);
  return {
    definition: {
      name: spec.name,
      description: spec.description,
      inputSchema: spec.inputSchema,
      origin: { kind: 'builtin' },
      repeatable: builtin.repeatable,
      disableParallel: spec.disableParallel,
    },
    check,
    execute: (args, context) => builtin.run(args, workspace, context),
  };
}

function schemaOf(args: z.ZodType): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(args, { io: 'input', target: 'draft-7' });
  // zod types its output wider than JSON; what it makes is plain JSON.
  return { ...schema, additionalProperties: false } as unknown as JsonSchema;
}

/** `Invalid arguments: todos[0].status: …; …` */
function explain(error: z.ZodError): string {
  const faults = error.issues.slice(0, 3).map((issue) => {
    let at = '';
    for (const part of issue.path)
      at += typeof part === 'number' ? `[${part}]` : `${at === '' ? '' : '.'}${String(part)}`;
    return at === '' ? issue.message : `${at}: ${issue.message}`;
  });
  return `Invalid arguments: ${faults.join('; ')}`;
}
