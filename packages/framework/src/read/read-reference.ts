/**
 * Reads the reference's form in all the variants that were seen: `framework_config.yaml` with nodes and edges or with
 * stages, descriptions under four names, `config_path: null` for built-in tools, placeholders for what did not exist;
 * beside it `config.json`, `persona.jsonl` and `problem_types.json`. An edge makes the target callable by the source.
 */
import { folderOf } from '@nex/agent-config';
import type { Fault, FrameworkModel, Prose } from '../model/model.ts';
import type { KeyPath } from '../model/place.ts';
import { metadataTexts } from './metadata-texts.ts';
import { readSeeds } from './read-seeds.ts';
import { readReferenceAgents } from './reference-agents.ts';
import { readConfigJson } from './reference-config-json.ts';
import { ReferenceConfig } from './reference-schema.ts';
import { readReferenceTools } from './reference-tools.ts';
import { readWorkflow } from './reference-workflow.ts';
import { shapeFaults } from './shape-faults.ts';
import { readDocument, type SourceDocument } from './source-document.ts';
import { given, listOf, mapOf, numberOf, textOf } from './values.ts';

/** `file` is the path of the configuration; what lies beside it belongs to it. */
export function readReference(files: ReadonlyMap<string, string>, file: string): FrameworkModel {
  const faults: Fault[] = [];
  const document = readDocument(file, files.get(file) ?? '', faults);
  if (document.value !== undefined) faults.push(...shapeFaults(ReferenceConfig, document));
  const map = mapOf(document.value);
  const folder = folderOf(file) === '' ? '' : `${folderOf(file)}/`;
  const isWhole = files.size > 1;
  const tools = readReferenceTools({ document, files, folder });
  const agents = readReferenceAgents({ document, files, folder, tools });
  const { nodes, edges, phases, texts } = readWorkflow(document);
  const seeds = readSeeds(files, folder, 'persona.jsonl', faults);
  const config = readConfigJson(files, folder, faults);
  const descriptions = readDescriptions(document);
  const entry = readEntry(document, agents[0]?.name);
  const name = textOf(map['framework_name']) ?? textOf(mapOf(map['framework'])['name']) ?? '';
  return {
    kind: 'reference',
    file,
    name,
    title: textOf(mapOf(map['framework'])['name']) ?? name,
    descriptions: [...descriptions, ...(config?.descriptions ?? [])],
    ...given('entry', entry),
    agents,
    tools,
    edges,
    ...given('nodes', nodes),
    contracts: [],
    hasContracts: false,
    phases,
    llmConfigs: readLlmConfigs(document),
    servers: readServers(document),
    synthesised: [],
    ...seeds,
    texts: [
      ...descriptions,
      ...texts,
      ...metadataTexts(document, 'metadata'),
      ...agents.flatMap((agent) => [
        ...(agent.description === ''
          ? []
          : [{ text: agent.description, place: agent.place, kind: 'role' as const, agent: agent.name }]),
        ...(agent.prompt === undefined ? [] : [agent.prompt]),
      ]),
      ...(config?.texts ?? []),
    ],
    declared: readDeclared(document),
    ...given('config', config?.config),
    environment: [],
    strays: [],
    faults,
    files,
    isWhole,
  };
}

function readDescriptions(document: SourceDocument): Prose[] {
  const keys: [path: KeyPath, language: string | undefined][] = [
    [['framework', 'description'], undefined],
    [['framework', 'description_en'], 'en'],
    [['framework', 'description_zh'], 'zh'],
    [['description'], undefined],
    [['description_en'], 'en'],
    [['description_zh'], 'zh'],
    [['description_chinese'], 'zh'],
  ];
  return keys.flatMap(([path, language]): Prose[] => {
    const text = textOf(path.reduce<unknown>((value, key) => mapOf(value)[String(key)], document.value));
    if (text === undefined || text === '') return [];
    return [{ text, place: document.at(path), kind: 'description', ...given('language', language) }];
  });
}

function readEntry(document: SourceDocument, first: string | undefined): FrameworkModel['entry'] {
  const name = textOf(mapOf(document.value)['framework_entrance_agent']);
  if (name !== undefined) return { name, place: document.at(['framework_entrance_agent']) };
  return first === undefined ? undefined : { name: first, place: document.at(['agents', 0]) };
}

function readLlmConfigs(document: SourceDocument): FrameworkModel['llmConfigs'] {
  return listOf(mapOf(document.value)['llm_configs']).map((value, index) => {
    const map = mapOf(value);
    return {
      name: textOf(map['llm_name']) ?? '',
      ...given('provider', textOf(map['provider'])),
      ...given('model', textOf(map['model'])),
      ...given('apiKey', textOf(map['api_key'])),
      ...given('baseUrl', textOf(map['base_url'])),
      ...given('maxTokens', numberOf(map['max_tokens'])),
      ...given('temperature', numberOf(map['temperature'])),
      ...given('timeout', numberOf(map['timeout'])),
      place: document.at(['llm_configs', index]),
    };
  });
}

function readServers(document: SourceDocument): FrameworkModel['servers'] {
  return listOf(mapOf(document.value)['mcp_servers']).flatMap((value, index) => {
    const { name, type, url } = mapOf(value);
    if (typeof name !== 'string') return [];
    return [
      {
        name,
        type: textOf(type) ?? '',
        ...given('url', textOf(url)),
        place: document.at(['mcp_servers', index]),
      },
    ];
  });
}

/** `total_agents: 16` and its like, at the top or below `metadata`. */
function readDeclared(document: SourceDocument): FrameworkModel['declared'] {
  const found: FrameworkModel['declared'] = [];
  for (const path of [[], ['metadata'], ['framework']] as const) {
    const map = path.reduce<unknown>((value, key) => mapOf(value)[key], document.value);
    for (const [key, count] of Object.entries(mapOf(map))) {
      const of = /^(?:total_|num_|number_of_)(agents|tools)$|^(agents|tools)_(?:count|total)$/.exec(key);
      const what = of?.[1] ?? of?.[2];
      if (typeof count !== 'number' || (what !== 'agents' && what !== 'tools')) continue;
      found.push({ of: what, count, place: document.at([...path, key]) });
    }
  }
  return found;
}
