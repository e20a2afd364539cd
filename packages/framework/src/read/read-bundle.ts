/**
 * Reads our bundle directory. `framework.yaml` may be broken or missing: agents are also found through the entry, the
 * list of agents, the sub-agents of agents, and as files that nothing names.
 */
import { FRAMEWORK_FILE, resolvePath } from '@nex/agent-config';
import { EdgeContract, FrameworkFile, Phase, SynthesisedTool } from '@nex/core';
import type { AgentModel, Fault, FrameworkModel, ListedAgent, Prose } from '../model/model.ts';
import { AgentReader } from './agent-reader.ts';
import { readSeeds } from './read-seeds.ts';
import { shapeFaults } from './shape-faults.ts';
import { readDocument, type SourceDocument } from './source-document.ts';
import { findStrays } from './strays.ts';
import { given, listOf, mapOf, textOf } from './values.ts';

export function readBundle(files: ReadonlyMap<string, string>): FrameworkModel {
  const faults: Fault[] = [];
  const contents = readContents(files, faults);
  const map = mapOf(contents.value);
  const listed = readListed(contents);
  const reader = new AgentReader(files, faults);
  const entryFile = textOf(map['entry']) ?? listed.find((item) => item.parent === null)?.file;
  const entry =
    entryFile === undefined
      ? undefined
      : reader.read(listedName(listed, entryFile), resolved(entryFile), contents.at(['entry']));
  const reached = new Set(reader.agents);
  for (const item of listed) reader.read(item.name, resolved(item.file), item.place);
  if (entry === undefined && listed.length === 0) reader.readAll();
  addListing(contents, reader.agents);
  const seeds = readSeeds(files, '', 'personas.jsonl', faults);
  const contracts = parsedList(EdgeContract, contents, 'contracts');
  const model: FrameworkModel = {
    kind: 'bundle',
    file: FRAMEWORK_FILE,
    name: textOf(map['name']) ?? '',
    title: textOf(map['title']) ?? textOf(map['name']) ?? '',
    descriptions: proseOf(contents, 'description', textOf(map['language'])),
    ...given('sentence', textOf(map['sentence'])),
    ...given('language', textOf(map['language'])),
    ...given('domain', textOf(map['domain'])),
    ...given('pattern', named(contents, 'pattern')),
    ...given('entry', entry === undefined ? undefined : { name: entry.name, place: contents.at(['entry']) }),
    agents: [...reader.agents].sort((a, b) => Number(reached.has(b)) - Number(reached.has(a))),
    tools: reader.tools,
    edges: reader.edges,
    listed,
    contracts,
    hasContracts: map['contracts'] !== undefined,
    phases: parsedList(Phase, contents, 'phases'),
    llmConfigs: [],
    servers: [],
    synthesised: parsedList(SynthesisedTool, contents, 'synthesised_tools'),
    ...given('catalogueDigest', catalogueDigest(contents)),
    ...seeds,
    texts: [],
    declared: [],
    environment: reader.environment,
    strays: findStrays(files, reader.filesRead),
    faults,
    files,
    isWhole: true,
  };
  model.texts = [...model.descriptions, ...readme(files), ...reader.texts()];
  return model;
}

function readContents(files: ReadonlyMap<string, string>, faults: Fault[]): SourceDocument {
  const text = files.get(FRAMEWORK_FILE);
  if (text === undefined) {
    const place = { file: FRAMEWORK_FILE };
    const fix = 'Add framework.yaml: it names the entry agent and lists every agent.';
    faults.push({
      rule: 'missing-file',
      severity: 'error',
      place,
      message: 'There is no framework.yaml.',
      fix,
    });
    return { file: FRAMEWORK_FILE, value: undefined, at: () => place };
  }
  const contents = readDocument(FRAMEWORK_FILE, text, faults);
  if (contents.value !== undefined) faults.push(...shapeFaults(FrameworkFile, contents));
  return contents;
}

function readListed(contents: SourceDocument): ListedAgent[] {
  return listOf(mapOf(contents.value)['agents']).flatMap((value, index) => {
    const { name, file, parent } = mapOf(value);
    if (typeof name !== 'string' || typeof file !== 'string') return [];
    return [{ name, file, parent: textOf(parent) ?? null, place: contents.at(['agents', index]) }];
  });
}

/** Roles, meta-skills and assertions stand in the table of contents. */
function addListing(contents: SourceDocument, agents: readonly AgentModel[]): void {
  const { agents: listed } = FrameworkFile.shape;
  const { assertions, meta_skills: metaSkills } = listed.element.shape;
  for (const [index, value] of listOf(mapOf(contents.value)['agents']).entries()) {
    const map = mapOf(value);
    const agent = agents.find((item) => item.name === map['name']);
    if (agent === undefined) continue;
    const take = <T>(key: string, parse: (item: unknown) => T | undefined) =>
      listOf(map[key]).flatMap((item, at) => {
        const parsed = parse(item);
        return parsed === undefined ? [] : [{ ...parsed, place: contents.at(['agents', index, key, at]) }];
      });
    const role = textOf(map['role']);
    if (role !== undefined) agent.role = role;
    if (agent.metaSkills.length > 0 || agent.assertions.length > 0) continue;
    agent.metaSkills = take('meta_skills', (item) => metaSkills.unwrap().element.safeParse(item).data);
    agent.assertions = take('assertions', (item) => assertions.unwrap().element.safeParse(item).data);
  }
}

function parsedList<T extends object>(
  schema: { safeParse(value: unknown): { data?: T } },
  contents: SourceDocument,
  key: string,
) {
  return listOf(mapOf(contents.value)[key]).flatMap((value, index) => {
    const { data } = schema.safeParse(value);
    return data === undefined ? [] : [{ ...data, place: contents.at([key, index]) }];
  });
}

function named(contents: SourceDocument, key: string) {
  const name = textOf(mapOf(contents.value)[key]);
  return name === undefined ? undefined : { name, place: contents.at([key]) };
}

function catalogueDigest(contents: SourceDocument) {
  const digest = textOf(mapOf(mapOf(contents.value)['provenance'])['catalogue']);
  return digest === undefined ? undefined : { digest, place: contents.at(['provenance', 'catalogue']) };
}

function proseOf(contents: SourceDocument, key: string, language: string | undefined): Prose[] {
  const text = textOf(mapOf(contents.value)[key]);
  if (text === undefined) return [];
  return [{ text, place: contents.at([key]), kind: 'description', ...given('language', language) }];
}

function readme(files: ReadonlyMap<string, string>): Prose[] {
  const text = files.get('README.md');
  return text === undefined ? [] : [{ text, place: { file: 'README.md' }, kind: 'readme' }];
}

function listedName(listed: readonly ListedAgent[], file: string): string | undefined {
  return listed.find((item) => item.file === file && item.parent === null)?.name;
}

function resolved(path: string): string {
  try {
    return resolvePath('', path);
  } catch {
    return path;
  }
}
