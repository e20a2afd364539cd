/** Tools whose work is code or an address that the agent's files name. */
import type { Tool, ToolSpec } from '@nex/core';
import {
  type CompileCheck,
  createHttpTool,
  createNodeTool,
  createPythonTool,
  outcomeOfResult,
  type ToolExecute,
  type ToolHost,
} from '@nex/tools';

/** Programs that run the tools of the agent's own files. Shared by the tools of a run. */
export interface ToolHosts {
  node: ToolHost;
  python: ToolHost;
  /** Cannot reach private addresses. */
  fetch: typeof globalThis.fetch;
}

/** Throws `config_invalid` for a binding that cannot run. */
export function createCustomTool(spec: ToolSpec, hosts: ToolHosts, compile: CompileCheck): Tool {
  const { name, description, inputSchema, disableParallel, fixedArguments, sourceId } = spec;
  const execute = executeOf(spec, hosts);
  return {
    definition: {
      name,
      description,
      inputSchema,
      origin: { kind: 'custom', ...(sourceId === undefined ? {} : { sourceId }) },
      // Nobody knows what foreign code does.
      repeatable: false,
      disableParallel,
    },
    ...(spec.deferLoading ? { deferred: spec.searchHint ? { searchHint: spec.searchHint } : {} } : {}),
    check: compile(inputSchema),
    execute: (args, context) => execute({ ...fixedArguments, ...args }, context),
  };
}

function executeOf({ name: toolName, binding, formatter }: ToolSpec, hosts: ToolHosts): ToolExecute {
  const options = { toolName, formatter };
  switch (binding.kind) {
    case 'node':
      return createNodeTool(binding, { ...options, host: hosts.node });
    case 'python':
      return createPythonTool(binding, { ...options, host: hosts.python });
    case 'http':
      return createHttpTool(binding, { ...options, fetch: hosts.fetch });
    case 'function':
      return async (args, context) => outcomeOfResult(await binding.call(args, context), formatter, toolName);
    case 'builtin':
    case 'mcp':
      throw new TypeError(`A ${binding.kind} binding is no custom tool.`);
  }
}
