/**
 * Reads a folder of the reference's form that has no `framework_config.yaml`: its query synthesis does with `config.json`,
 * which names agents and tools, `problem_types.json` and `persona.jsonl`. Who calls whom is told nowhere.
 */
import { folderOf } from '@nex/agent-config';
import type { AgentModel, Fault, FrameworkModel, ToolModel } from '../model/model.ts';
import { readSeeds } from './read-seeds.ts';
import { readConfigJson } from './reference-config-json.ts';
import { REFERENCE_BUILTINS } from './reference-tools.ts';
import { readJsonDocument, type SourceDocument } from './source-document.ts';
import { given, listOf, mapOf, textOf } from './values.ts';

/** The shallowest `config.json` that lists agents. */
export function configAlone(files: ReadonlyMap<string, string>): string | undefined {
  return [...files.keys()]
    .filter((path) => /(^|\/)config\.json$/.test(path))
    .sort((a, b) => a.split('/').length - b.split('/').length)
    .find((path) => readAgents(readJsonDocument(path, files.get(path) ?? '', []), new Map()).length > 0);
}

/** The first agent leads, and calls all others. */
export function readConfigAlone(files: ReadonlyMap<string, string>, file: string): FrameworkModel {
  const folder = folderOf(file) === '' ? '' : `${folderOf(file)}/`;
  const faults: Fault[] = [
    {
      rule: 'missing-file',
      severity: 'warning',
      place: { file: `${folder}framework_config.yaml` },
      message: `There is no framework_config.yaml: agents and tools are those of ${file}, and the first agent calls all others.`,
      fix: 'Add it, to say which agent calls which.',
    },
  ];
  const document = readJsonDocument(file, files.get(file) ?? '', faults);
  const tools = readTools(document, folder);
  const agents = readAgents(document, new Map(tools.map((tool) => [tool.name, tool])));
  const [first, ...others] = agents;
  const seeds = readSeeds(files, folder, 'persona.jsonl', faults);
  const name = seeds.treeOf ?? '';
  const { descriptions = [], texts = [] } = readConfigJson(files, folder, []) ?? {};
  return {
    kind: 'reference',
    file,
    name,
    title: name,
    descriptions,
    ...given('entry', first && { name: first.name, place: first.place }),
    agents,
    tools,
    edges: first ? others.map(({ name: to, place }) => ({ from: first.name, to, place })) : [],
    contracts: [],
    hasContracts: false,
    phases: [],
    llmConfigs: [],
    servers: [],
    synthesised: [],
    ...seeds,
    texts: [
      ...texts,
      ...agents.flatMap(({ name: agent, description, place }) =>
        description === '' ? [] : [{ text: description, place, kind: 'role' as const, agent }],
      ),
    ],
    declared: [],
    environment: [],
    strays: [],
    faults,
    files,
    isWhole: files.size > 1,
  };
}

function readAgents(document: SourceDocument, tools: ReadonlyMap<string, ToolModel>): AgentModel[] {
  return listOf(mapOf(document.value)['subagents']).flatMap((value, index): AgentModel[] => {
    const map = mapOf(value);
    const name = textOf(map['name']);
    if (name === undefined || name === '') return [];
    const path = ['subagents', index];
    return [
      {
        name,
        file: document.file,
        description: textOf(map['description']) ?? '',
        ...given('role', textOf(map['role'])),
        tools: listOf(map['tools']).flatMap((tool, at) =>
          typeof tool === 'string'
            ? [{ name: tool, ...given('tool', tools.get(tool)), place: document.at([...path, 'tools', at]) }]
            : [],
        ),
        servers: [],
        stopTools: [],
        metaSkills: [],
        assertions: [],
        place: document.at(path),
      },
    ];
  });
}

function readTools(document: SourceDocument, folder: string): ToolModel[] {
  return listOf(mapOf(document.value)['tools']).flatMap((value, index): ToolModel[] => {
    const map = mapOf(value);
    const name = textOf(map['name']);
    if (name === undefined || name === '') return [];
    return [
      {
        name,
        description: textOf(map['description']) ?? '',
        ...given('binding', textOf(map['binding'])),
        bindingFolder: folder.replace(/\/$/, ''),
        builtin: REFERENCE_BUILTINS.has(name),
        place: document.at(['tools', index]),
      },
    ];
  });
}
