/**
 * Tools as a system prompt describes them in NexAU's form: under `## Available Tools`, for each `### NAME`, a
 * description and, after `Usage:`, a call whose values read `DESCRIPTION (required, type: T)` or
 * `DESCRIPTION (optional, type: T, default: D)`. The call stands in whatever style the conversation has.
 */
import type { Json, JsonObject, ToolDefinition } from '@nex/core';
import { toolDefinition } from '../messages/tool-definitions.ts';
import { namedTagReader } from './named-tags.ts';
import { readPieces } from './styles.ts';

const SECTION =
  /^## Available Tools[ \t]*\n([\s\S]*?)(?=^## |^CRITICAL TOOL|^When you use tools|(?![\s\S]))/m;
const VALUE = /^([\s\S]*?)\s*\((required|optional)(?:, type: ([a-z]+))?[\s\S]*\)$/;
const TYPES = new Set(['string', 'integer', 'number', 'boolean', 'array', 'object']);

export function promptTools(system: string): ToolDefinition[] {
  const section = SECTION.exec(system)?.[1] ?? '';
  return section
    .split(/^### /m)
    .slice(1)
    .flatMap((part) => {
      const name = /^[^\n]*/.exec(part)?.[0].trim() ?? '';
      if (name === '') return [];
      const body = part.slice(part.indexOf('\n') + 1);
      const at = body.indexOf('Usage:');
      const description = (at < 0 ? body : body.slice(0, at)).trim();
      const schema = at < 0 ? undefined : schemaOf(name, body.slice(at + 'Usage:'.length));
      return [toolDefinition(name, description, schema)];
    });
}

function schemaOf(name: string, example: string): JsonObject | undefined {
  const pieces = readPieces(example, [], namedTagReader(new Set([name])));
  const call = pieces.find((piece) => piece.type === 'call')?.call;
  if (!call?.arguments) return undefined;
  const properties: JsonObject = {};
  const required: string[] = [];
  for (const [key, value] of Object.entries(call.arguments)) {
    properties[key] = propertyOf(value);
    if (typeof value === 'string' && VALUE.exec(value)?.[2] === 'required') required.push(key);
  }
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}) };
}

function propertyOf(value: Json): JsonObject {
  const match = typeof value === 'string' ? VALUE.exec(value) : null;
  if (!match) return {};
  const [, description = '', , type = ''] = match;
  return { ...(TYPES.has(type) ? { type } : {}), ...(description ? { description } : {}) };
}
