import type { Context } from '../../context.ts';
import { findTool } from '../../tools/tool-once.ts';
import { readArguments } from './call-tool.ts';
import type { Methods } from './index.ts';

export function getTool(context: Context): Methods['getTool'] {
  return async ({ server, tool, argumentsJson }, { signal }) => {
    const args = argumentsJson === '' ? undefined : readArguments(argumentsJson);
    const definition = await findTool(context, { server, tool }, { arguments: args, signal });
    return { definitionJson: JSON.stringify(definition) };
  };
}
