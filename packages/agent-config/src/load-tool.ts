/** A tool of an agent: the entry in the agent file, its tool file, and the built-in that its binding means. */
import { type BuiltinToolSpec, NexError } from '@nex/core';
import type { ToolEntry } from './agent-file.ts';
import { builtinOf } from './binding.ts';
import { folderOf, readReferenced, resolvePath } from './file-source.ts';
import { inputSchemaFault, normalizeInputSchema } from './input-schema.ts';
import type { Loading } from './loading.ts';
import { didYouMean } from './nearest.ts';
import { parseShape, whereIn } from './parse-shape.ts';
import { restricts } from './permissions.ts';
import { ToolFile } from './tool-file.ts';
import { parseYaml, toPlain } from './yaml-document.ts';

export async function loadTool(
  loading: Loading,
  agentFile: string,
  entry: ToolEntry,
  index: number,
): Promise<BuiltinToolSpec> {
  const at = (key: string): string => whereIn(agentFile, ['tools', index, key]);
  if (restricts(entry.permissions)) {
    throw new NexError('config_invalid', 'Permissions of tools are not enforced yet.', {
      where: at('permissions'),
      hint: 'Remove the permissions or the tool.',
    });
  }
  const path = resolvePath(folderOf(agentFile), entry.yaml_path, at('yaml_path'));
  const text = await readReferenced(loading.source, path, at('yaml_path'));
  const tool = parseShape(ToolFile, toPlain(parseYaml(text, path), path), path);
  const fault = inputSchemaFault(tool.input_schema);
  if (fault !== undefined) {
    throw new NexError('config_invalid', `The input schema is not usable: ${fault}.`, {
      where: whereIn(path, ['input_schema']),
      hint: 'Write a JSON Schema of type object.',
    });
  }
  const builtin = entry.binding
    ? resolveBuiltin(loading, entry.binding, at('binding'))
    : resolveBuiltin(loading, tool.binding ?? undefined, whereIn(path, ['binding']));
  if (Object.keys(entry.extra_kwargs ?? {}).length > 0) {
    loading.setAside(
      at('extra_kwargs'),
      'Fixed arguments of tools are not supported yet.',
      'Remove extra_kwargs.',
    );
  }
  if (tool.formatter && tool.formatter !== 'markdown') {
    const where = whereIn(path, ['formatter']);
    loading.setAside(
      where,
      `The formatter "${tool.formatter}" is not supported yet.`,
      'Remove the formatter.',
    );
  }
  if (entry.as_skill)
    loading.note(at('as_skill'), 'The tool is described in full from the start, not as a skill.');
  if (entry.defer_loading ?? tool.defer_loading) {
    loading.note(at('defer_loading'), 'The tool is there from the start, not found by a search.');
  }
  return {
    name: entry.name ?? tool.name,
    builtin,
    description: tool.description,
    inputSchema: normalizeInputSchema(tool.input_schema),
    disableParallel: tool.disable_parallel,
  };
}

function resolveBuiltin(loading: Loading, binding: string | undefined, where: string): string {
  const { builtins } = loading.options;
  if (binding === undefined) {
    throw new NexError('config_invalid', 'The tool has no binding.', {
      where,
      hint: `Bind it to a built-in: ${[...builtins].map((name) => `builtin:${name}`).join(', ')}.`,
    });
  }
  const builtin = builtinOf(binding);
  if (builtin !== undefined && builtins.has(builtin)) return builtin;
  const message =
    builtin === undefined
      ? `The binding "${binding}" is not of a form that the platform resolves.`
      : `The binding "${binding}" means the built-in "${builtin}", which the platform does not have.`;
  throw new NexError('config_invalid', message, { where, hint: didYouMean(builtin ?? binding, builtins) });
}
