/** Tools as requests carry them: OpenAI (nested or flat), Anthropic, OpenTelemetry; also as a string that holds JSON. */
import { isJsonObject, type Json, type JsonSchema, type ToolDefinition } from '@nex/core';
import { objectAt, stringAt, unpacked } from '../fields.ts';

export function readTools(value: Json | undefined): ToolDefinition[] {
  const list = unpacked(value);
  if (!Array.isArray(list)) return [];
  return list.flatMap((item) => {
    const given = unpacked(item);
    if (!isJsonObject(given)) return [];
    const tool = objectAt(given, 'function') ?? given;
    const name = stringAt(tool, 'name');
    if (!name) return [];
    const schema = objectAt(tool, 'parameters', 'input_schema', 'inputSchema');
    return [toolDefinition(name, stringAt(tool, 'description') ?? '', schema)];
  });
}

/** A tool of which only this is known. */
export function toolDefinition(name: string, description = '', inputSchema?: JsonSchema): ToolDefinition {
  return {
    name,
    description,
    inputSchema: inputSchema ?? { type: 'object' },
    origin: { kind: 'custom' },
    repeatable: false,
    disableParallel: false,
  };
}
