/** From the spec of an agent's tool to a tool that the loop runs. */
import { isBuiltinName, NexError, type Tool, type ToolSpec } from '@nex/core';
import { bindBuiltin, type CompileCheck } from './builtin-tool.ts';
import { BUILTIN_TOOLS } from './builtins/index.ts';
import type { ToolEnvironment } from './tool-environment.ts';

/**
 * `compileCheck` is called once, with the spec's schema; what it throws (a schema that is none) leaves as
 * `config_invalid`, as does a binding that names no built-in.
 */
export function createBuiltinTool(
  spec: ToolSpec,
  environment: ToolEnvironment,
  compileCheck: CompileCheck,
): Tool {
  const { binding } = spec;
  const name = binding.kind === 'builtin' ? binding.name : binding.kind;
  if (binding.kind !== 'builtin' || !isBuiltinName(name)) {
    throw new NexError('config_invalid', `There is no built-in tool "${name}".`, {
      where: spec.name,
      hint: `Built-in tools: ${Object.keys(BUILTIN_TOOLS).join(', ')}.`,
    });
  }
  try {
    return bindBuiltin(BUILTIN_TOOLS[name], spec, environment, compileCheck);
  } catch (thrown) {
    if (thrown instanceof NexError) throw thrown;
    throw new NexError(
      'config_invalid',
      `The input schema of the tool "${spec.name}" is not a valid JSON Schema.`,
      { where: spec.name, cause: thrown },
    );
  }
}
