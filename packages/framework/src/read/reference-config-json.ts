/** `config.json`: the reference's second description of the same agents and tools, from which queries are made. */
import type { ConfigModel, Fault, Prose } from '../model/model.ts';
import { metadataTexts } from './metadata-texts.ts';
import { readJsonDocument, type SourceDocument } from './source-document.ts';
import { listOf, mapOf, textOf } from './values.ts';

export function readConfigJson(
  files: ReadonlyMap<string, string>,
  folder: string,
  faults: Fault[],
): { config: ConfigModel; descriptions: Prose[]; texts: Prose[] } | undefined {
  const file = `${folder}config.json`;
  const text = files.get(file);
  if (text === undefined) return undefined;
  const document = readJsonDocument(file, text, faults);
  if (document.value === undefined) return undefined;
  const map = mapOf(document.value);
  const agents = named(document, 'subagents').map(({ map: agent, ...rest }) => ({
    ...rest,
    ...(Array.isArray(agent['tools'])
      ? { tools: agent['tools'].filter((tool: unknown) => typeof tool === 'string') }
      : {}),
  }));
  const tools = named(document, 'tools').map(({ name, place }) => ({ name, place }));
  const description = textOf(map['description']);
  const descriptions: Prose[] =
    description === undefined
      ? []
      : [{ text: description, place: document.at(['description']), kind: 'description' }];
  return {
    config: { agents, tools, place: { file } },
    descriptions,
    texts: [...descriptions, ...metadataTexts(document, 'metadata')],
  };
}

function named(document: SourceDocument, key: string) {
  return listOf(mapOf(document.value)[key]).flatMap((value, index) => {
    const map = mapOf(value);
    const name = textOf(map['name']);
    return name === undefined ? [] : [{ name, map, place: document.at([key, index]) }];
  });
}
