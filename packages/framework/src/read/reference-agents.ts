/** `agents` of the reference's configuration. A prompt is read when its file is at hand. */
import { resolvePath } from '@nex/agent-config';
import type { AgentModel, Prose, ToolModel } from '../model/model.ts';
import type { SourceDocument } from './source-document.ts';
import { given, listOf, mapOf, textOf } from './values.ts';

export interface ReferenceSource {
  document: SourceDocument;
  files: ReadonlyMap<string, string>;
  /** Of the configuration; ends in a slash or is empty. */
  folder: string;
}

export function readReferenceAgents({
  document,
  files,
  folder,
  tools,
}: ReferenceSource & { tools: readonly ToolModel[] }): AgentModel[] {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  return listOf(mapOf(document.value)['agents']).flatMap((value, index): AgentModel[] => {
    const map = mapOf(value);
    const name = textOf(map['agent_name']);
    if (name === undefined) return [];
    const path = ['agents', index];
    const llm = textOf(map['llm_config']);
    return [
      {
        name,
        file: document.file,
        description: textOf(map['description']) ?? textOf(map['description_en']) ?? '',
        ...given('role', textOf(map['role'])),
        ...given('prompt', readPrompt(textOf(map['sysprompt_path']), name, files, folder)),
        tools: listOf(map['tools']).flatMap((tool, at) =>
          typeof tool === 'string'
            ? [{ name: tool, ...given('tool', byName.get(tool)), place: document.at([...path, 'tools', at]) }]
            : [],
        ),
        servers: listOf(map['mcp_servers']).flatMap((server, at) =>
          typeof server === 'string'
            ? [{ name: server, type: 'shared', place: document.at([...path, 'mcp_servers', at]) }]
            : [],
        ),
        ...given(
          'llm',
          llm === undefined ? undefined : { name: llm, place: document.at([...path, 'llm_config']) },
        ),
        stopTools: [],
        metaSkills: [],
        assertions: [],
        place: document.at(path),
      },
    ];
  });
}

function readPrompt(
  path: string | undefined,
  agent: string,
  files: ReadonlyMap<string, string>,
  folder: string,
): Prose | undefined {
  if (path === undefined) return undefined;
  const file = inside(folder, path);
  const text = file === undefined ? undefined : files.get(file);
  return text === undefined || file === undefined
    ? undefined
    : { text, place: { file }, kind: 'prompt', agent };
}

/** `undefined` for a path that leads out. */
export function inside(folder: string, path: string): string | undefined {
  try {
    return resolvePath(folder.replace(/\/$/, ''), path);
  } catch {
    return undefined;
  }
}
