/**
 * Calls whose tags are the names themselves: `<search_web><query>tea</query></search_web>`. Only the names of known
 * tools open a call, because anything else in angle brackets is text.
 */
import { isJsonObject, type Json, type JsonObject, type ToolDefinition } from '@nex/core';
import type { Piece, PieceReader } from './piece.ts';

const ENTRY = /\s*<([\p{L}_][\p{L}\p{N}_.-]*)>([\s\S]*?)<\/\1>(?=\s*(?:<[\p{L}_][\p{L}\p{N}_.-]*>|$))/uy;

export function namedTagReader(names: ReadonlySet<string>): PieceReader {
  return (text, tools) => {
    const pieces: Piece[] = [];
    let from = 0;
    for (const open of text.matchAll(/<([A-Za-z_][A-Za-z0-9_-]*)>/g)) {
      const [tag, name = ''] = open;
      if (open.index < from || !names.has(name)) continue;
      const body = readBody(text, open.index + tag.length, name);
      if (!body) continue;
      if (open.index > from) pieces.push({ type: 'text', text: text.slice(from, open.index) });
      const args = typed(
        body.entries,
        tools.find((tool) => tool.name === name),
      );
      pieces.push({ type: 'call', call: { name, argumentsText: JSON.stringify(args), arguments: args } });
      from = body.end;
    }
    if (from < text.length || pieces.length === 0) pieces.push({ type: 'text', text: text.slice(from) });
    return pieces;
  };
}

/** To the first closing tag before which everything is entries. */
function readBody(text: string, start: number, name: string) {
  const close = `</${name}>`;
  for (let at = text.indexOf(close, start); at >= 0; at = text.indexOf(close, at + 1)) {
    const entries = readEntries(text.slice(start, at));
    if (entries) return { entries, end: at + close.length };
  }
  return undefined;
}

function readEntries(body: string): Map<string, string> | undefined {
  const entries = new Map<string, string>();
  let at = 0;
  while (body.slice(at).trim() !== '') {
    ENTRY.lastIndex = at;
    const match = ENTRY.exec(body);
    if (!match) return undefined;
    entries.set(match[1] ?? '', exactText((match[2] ?? '').trim()));
    at = ENTRY.lastIndex;
  }
  return entries;
}

/** A value that is one CDATA section is what it holds. */
function exactText(value: string): string {
  return /^<!\[CDATA\[((?:(?!\]\]>)[\s\S])*)\]\]>$/.exec(value)?.[1] ?? value;
}

/** Values are text; what the schema wants otherwise is JSON where it reads as that. */
function typed(entries: ReadonlyMap<string, string>, tool: ToolDefinition | undefined): JsonObject {
  const properties = tool?.inputSchema['properties'];
  return Object.fromEntries(
    [...entries].map(([key, value]): [string, Json] => {
      const schema = isJsonObject(properties) ? properties[key] : undefined;
      const type = isJsonObject(schema) ? schema['type'] : undefined;
      return [key, type === undefined || type === 'string' ? value : jsonOr(value)];
    }),
  );
}

function jsonOr(value: string): Json {
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}
