/** `mcp_servers` of an agent. */
import type { ServerUse } from '../model/model.ts';
import type { SourceDocument } from './source-document.ts';
import { given, listOf, mapOf, textOf } from './values.ts';

export function readServers(value: unknown, document: SourceDocument): ServerUse[] {
  return listOf(value).flatMap((item, index): ServerUse[] => {
    const map = mapOf(item);
    const name = textOf(map['name']);
    if (name === undefined) return [];
    const path = ['mcp_servers', index];
    const tools = Array.isArray(map['tools'])
      ? map['tools'].flatMap((tool: unknown, at) =>
          typeof tool === 'string' ? [{ name: tool, place: document.at([...path, 'tools', at]) }] : [],
        )
      : undefined;
    return [{ name, type: textOf(map['type']) ?? '', ...given('tools', tools), place: document.at(path) }];
  });
}
