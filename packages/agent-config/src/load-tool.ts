/** A tool of an agent: the entry in the agent file, its tool file, and what its binding means. */
import { isJsonObject, type JsonObject, NexError, type ToolSpec } from '@nex/core';
import { resolveBinding } from './bindings/resolve-binding.ts';
import { readReferenced } from './file-source.ts';
import { formatterOf } from './imports/registry.ts';
import { inputSchemaFault, normalizeInputSchema } from './input-schema.ts';
import type { Loading } from './loading.ts';
import { didYouMean } from './nearest.ts';
import { parseShape, whereIn } from './parse-shape.ts';
import { toPermissionRules } from './permissions.ts';
import type { Placed } from './placed.ts';
import { folderOf, resolvePath } from './source-path.ts';
import type { ToolEntry } from './tool-entry.ts';
import { ToolFile } from './tool-file.ts';
import { parseYaml, toPlain } from './yaml-document.ts';

/** `servers` are the names of the agent's own MCP servers. Throws `config_invalid` or `bundle_invalid`. */
export async function loadTool(
  loading: Loading,
  { entry, file, where, sourceId }: Placed<ToolEntry>,
  servers: ReadonlySet<string>,
): Promise<ToolSpec> {
  const path = resolvePath(folderOf(file), entry.yaml_path, `${where}.yaml_path`);
  const text = await readReferenced(loading.source, path, `${where}.yaml_path`);
  const { tool, inputSchema } = await loading.once(`tool ${path}`, async () => readToolFile(text, path));
  const name = entry.name ?? tool.name;
  const binding = await resolveBinding(loading, {
    text: entry.binding ?? tool.binding ?? undefined,
    tool: name,
    where: entry.binding ? `${where}.binding` : whereIn(path, ['binding']),
    folder: folderOf(entry.binding ? file : path),
    servers,
  });
  const fixedArguments = entry.extra_kwargs ?? {};
  if (binding.kind === 'builtin') noteMismatch(loading, binding.name, inputSchema, fixedArguments, path);
  if (sourceId !== undefined) refuseFixedAndOpen(fixedArguments, inputSchema, `${where}.extra_kwargs`);
  const permissions = toPermissionRules(entry.permissions);
  return {
    name,
    binding,
    ...describe(tool, entry.as_skill === true, path),
    inputSchema,
    disableParallel: tool.disable_parallel,
    fixedArguments,
    ...(permissions === undefined ? {} : { permissions }),
    deferLoading: entry.defer_loading ?? tool.defer_loading ?? false,
    ...(tool.search_hint ? { searchHint: tool.search_hint } : {}),
    formatter: readFormatter(loading, tool, path),
    ...(tool.template_override ? { textModeDescription: tool.template_override } : {}),
    ...(entry.source_id ? { sourceId: entry.source_id } : {}),
  };
}

function readToolFile(text: string, file: string): { tool: ToolFile; inputSchema: JsonObject } {
  const tool = parseShape(ToolFile, toPlain(parseYaml(text, file), file), file);
  const fault = inputSchemaFault(tool.input_schema);
  if (fault === undefined) return { tool, inputSchema: normalizeInputSchema(tool.input_schema) };
  throw new NexError('config_invalid', `The input schema is not usable: ${fault}.`, {
    where: whereIn(file, ['input_schema']),
    hint: 'Write a JSON Schema of type object.',
  });
}

function noteMismatch(
  loading: Loading,
  name: string,
  schema: JsonObject,
  fixed: JsonObject,
  file: string,
): void {
  const fault = loading.options.checkBuiltin?.(name, schema, fixed);
  if (fault === undefined) return;
  const where = whereIn(file, ['input_schema']);
  loading.note(where, `Calls of the built-in "${name}" cannot succeed with this schema: ${fault}`);
}

/** What a plugin fixes, the model must not be able to set. An agent's own fixed arguments may serve as defaults. */
function refuseFixedAndOpen(fixed: JsonObject, schema: JsonObject, where: string): void {
  const { properties } = schema;
  const open = Object.keys(fixed).find((key) => isJsonObject(properties) && Object.hasOwn(properties, key));
  if (open === undefined) return;
  throw new NexError('config_invalid', `"${open}" is fixed and in the input schema, too.`, {
    where: `${where}.${open}`,
    hint: `Remove ${open} from the schema of the tool or from extra_kwargs.`,
  });
}

function describe(
  tool: ToolFile,
  asSkill: boolean,
  file: string,
): Pick<ToolSpec, 'description' | 'skillDetails'> {
  if (!asSkill) return { description: tool.description };
  if (tool.skill_description) return { description: tool.skill_description, skillDetails: tool.description };
  throw new NexError('config_invalid', 'A tool with as_skill needs a skill_description.', {
    where: whereIn(file, ['skill_description']),
    hint: 'Add one short sentence that says when to load the full description.',
  });
}

function readFormatter(loading: Loading, tool: ToolFile, file: string): ToolSpec['formatter'] {
  if (!tool.formatter) return 'markdown';
  const known = formatterOf(tool.formatter);
  if (known !== undefined) return known;
  const hint = didYouMean(tool.formatter, ['markdown', 'xml', 'shell', 'agent']);
  loading.setAside(whereIn(file, ['formatter']), `There is no formatter "${tool.formatter}".`, hint);
  return 'markdown';
}
