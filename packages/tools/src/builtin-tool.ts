/** What a built-in tool is: a contract, and the work in the environment of a run. */
import {
  type BuiltinName,
  errorOutcome,
  type JsonObject,
  type JsonSchema,
  type Tool,
  type ToolContext,
  type ToolOutcome,
  type ToolSpec,
} from '@nex/core';
import * as z from 'zod';
import { failureOutcome } from './failure.ts';
import type { ToolEnvironment } from './tool-environment.ts';

export interface BuiltinTool {
  name: BuiltinName;
  /** What a model is told when no tool file says otherwise. */
  description: string;
  inputSchema(): JsonSchema;
  /** True when running it twice does no more than running it once. */
  repeatable: boolean;
  /** True when it must never run beside the other calls of a turn, whatever a tool file says. */
  disableParallel: boolean;
  /** What its own contract misses in the arguments: values that are not there, or of another type. */
  lacks(args: JsonObject): string | undefined;
  /**
   * Checks the arguments against its own contract, then works. Failures are outcomes; throws only when the signal
   * aborts.
   */
  run(args: JsonObject, environment: ToolEnvironment, context: ToolContext): Promise<ToolOutcome>;
}

interface Definition<Args> {
  name: BuiltinName;
  description: string;
  args: z.ZodType<Args>;
  /** Brings arguments of an older or looser contract into the present form, before they are checked. */
  adapt?: (args: JsonObject) => JsonObject;
  repeatable: boolean;
  /** Default false. */
  disableParallel?: boolean;
  execute(args: Args, environment: ToolEnvironment, context: ToolContext): Promise<ToolOutcome>;
}

export function defineBuiltin<Args>(definition: Definition<Args>): BuiltinTool {
  return {
    name: definition.name,
    description: definition.description,
    repeatable: definition.repeatable,
    disableParallel: definition.disableParallel ?? false,
    inputSchema: () => schemaOf(definition.args),
    lacks(args) {
      const { error } = definition.args.safeParse(definition.adapt?.(args) ?? args);
      const issues = error?.issues.filter(({ code }) => code === 'invalid_type') ?? [];
      return issues.length === 0 ? undefined : explain(issues);
    },
    async run(args, environment, context) {
      context.signal.throwIfAborted();
      const parsed = definition.args.safeParse(definition.adapt?.(args) ?? args);
      if (!parsed.success) {
        return errorOutcome('invalid_arguments', `Invalid arguments: ${explain(parsed.error.issues)}`);
      }
      try {
        return await definition.execute(parsed.data, environment, context);
      } catch (thrown) {
        context.signal.throwIfAborted();
        return failureOutcome(thrown);
      }
    },
  };
}

/** The tool's own contract as a spec, for an agent that is made without a tool file. */
export function builtinSpec(builtin: BuiltinTool): ToolSpec {
  const { name, description, disableParallel } = builtin;
  return {
    name,
    binding: { kind: 'builtin', name },
    description,
    inputSchema: builtin.inputSchema(),
    disableParallel,
    fixedArguments: {},
    deferLoading: false,
    formatter: 'markdown',
  };
}

/** Compiles a JSON Schema to a check that says what is wrong with the arguments. Must not throw later on. */
export type CompileCheck = (schema: JsonSchema) => (args: JsonObject) => string | undefined;

/**
 * Binds a built-in to the contract of an agent's tool file and to the environment of a run. The check judges what the
 * model gives; the spec's fixed arguments are laid below that.
 */
export function bindBuiltin(
  builtin: BuiltinTool,
  spec: ToolSpec,
  environment: ToolEnvironment,
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
      disableParallel: spec.disableParallel || builtin.disableParallel,
    },
    ...(spec.deferLoading && {
      deferred: spec.searchHint === undefined ? {} : { searchHint: spec.searchHint },
    }),
    check,
    execute: (args, context) => builtin.run({ ...spec.fixedArguments, ...args }, environment, context),
  };
}

function schemaOf(args: z.ZodType): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(args, { io: 'input', target: 'draft-7' });
  // zod types its output wider than JSON; what it makes is plain JSON.
  return { ...schema, additionalProperties: false } as unknown as JsonSchema;
}

/** `todos[0].status: …; …` */
function explain(issues: readonly z.core.$ZodIssue[]): string {
  const faults = issues.slice(0, 3).map((issue) => {
    let at = '';
    for (const part of issue.path)
      at += typeof part === 'number' ? `[${part}]` : `${at === '' ? '' : '.'}${String(part)}`;
    return at === '' ? issue.message : `${at}: ${issue.message}`;
  });
  return faults.join('; ');
}
