/** From the spec of an agent's tool to a tool that the loop runs. */
import { type BuiltinToolSpec, isBuiltinName, NexError, type Tool } from '@nex/core';
import { bindBuiltin, type CompileCheck } from './builtin-tool.ts';
import { BUILTIN_TOOLS } from './builtins/index.ts';
import type { Workspace } from './workspace.ts';

/**
 * `compileCheck` is called once, with the spec's schema; what it throws (a schema that is none) leaves as
 * `config_invalid`, as does an unknown `builtin`.
 */
export function createBuiltinTool(
  spec: BuiltinToolSpec,
  workspace: Workspace,
  compileCheck: CompileCheck,
): Tool {
  if (!isBuiltinName(spec.builtin)) {
    throw new NexError('config_invalid', `There is no built-in tool "${spec.builtin}".`, {
      where: spec.name,
      hint: `Built-in tools: ${Object.keys(BUILTIN_TOOLS).join(', ')}.`,
    });
  }
  try {
    return bindBuiltin(BUILTIN_TOOLS[spec.builtin], spec, workspace, compileCheck);
  } catch (thrown) {
    if (thrown instanceof NexError) throw thrown;
    throw new NexError(
      'config_invalid',
      `The input schema of the tool "${spec.name}" is not a valid JSON Schema.`,
      {
        where: spec.name,
        cause: thrown,
      },
    );
  }
}
