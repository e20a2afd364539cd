/** `tools` of the reference's configuration; the schema of a tool stands in the YAML file at `config_path`. */
import { parseYaml, toPlain } from '@nex/agent-config';
import { isJsonObject } from '@nex/core';
import type { ToolModel } from '../model/model.ts';
import { inside, type ReferenceSource } from './reference-agents.ts';
import { given, listOf, mapOf, textOf } from './values.ts';

/** Built-in tools of the reference's runtime. */
export const REFERENCE_BUILTINS: ReadonlySet<string> = new Set([
  'bash',
  'ls',
  'grep',
  'glob',
  'file_read',
  'file_write',
  'file_edit',
  'web_search',
  'web_read',
  'todo_write',
]);

export function readReferenceTools({ document, files, folder }: ReferenceSource): ToolModel[] {
  return listOf(mapOf(document.value)['tools']).flatMap((value, index): ToolModel[] => {
    const map = mapOf(value);
    const name = textOf(map['tool_name']);
    if (name === undefined) return [];
    const path = ['tools', index];
    const configPath = textOf(map['config_path']);
    const binding = textOf(map['binding']);
    return [
      {
        name,
        description: textOf(map['description']) ?? textOf(map['description_en']) ?? '',
        ...readSchema([configPath, `tools/${name}.yaml`, `tools/${name}.yml`], files, folder),
        ...given('binding', binding),
        bindingPlace: document.at([...path, 'binding']),
        bindingFolder: folder.replace(/\/$/, ''),
        builtin:
          map['category'] === 'builtin' ||
          (REFERENCE_BUILTINS.has(name) &&
            (configPath === undefined || !files.has(`${folder}${configPath}`))),
        place: document.at(path),
      },
    ];
  });
}

function readSchema(
  paths: readonly (string | undefined)[],
  files: ReadonlyMap<string, string>,
  folder: string,
): Pick<ToolModel, 'inputSchema' | 'schemaPlace'> {
  for (const path of paths) {
    const file = path === undefined || !/\.ya?ml$/.test(path) ? undefined : inside(folder, path);
    const text = file === undefined ? undefined : files.get(file);
    if (text === undefined || file === undefined) continue;
    try {
      const schema = mapOf(toPlain(parseYaml(text, file), file))['input_schema'];
      if (isJsonObject(schema)) return { inputSchema: schema, schemaPlace: { file, path: 'input_schema' } };
    } catch {
      return {};
    }
  }
  return {};
}
