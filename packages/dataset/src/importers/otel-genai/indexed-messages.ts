/**
 * Messages as one attribute per field, numbered: `gen_ai.prompt.0.role`, `gen_ai.prompt.0.tool_calls.1.name`,
 * `gen_ai.completion.0.content`. A deprecated form of the conventions that OpenLLMetry's instrumentations write.
 */
import type { Json, JsonObject } from '@nex/core';
import { stringAt, unpacked } from '../fields.ts';

export interface IndexedMessages {
  input: Json[];
  output: Json | undefined;
  tools: Json | undefined;
}

export function indexedMessages(attributes: JsonObject): IndexedMessages {
  const tools = numbered(attributes, 'llm.request.functions').map((tool) => ({
    ...tool,
    parameters: unpacked(tool['parameters']) ?? null,
  }));
  const [answer] = numbered(attributes, 'gen_ai.completion');
  return {
    input: numbered(attributes, 'gen_ai.prompt').map((fields) => withCalls(fields, 'user')),
    output: answer && withCalls(answer, 'assistant'),
    tools: tools.length > 0 ? tools : undefined,
  };
}

function withCalls(fields: JsonObject, role: string): JsonObject {
  const calls = numbered(fields, 'tool_calls').map(({ id, name, arguments: args }) => ({
    id: id ?? '',
    function: { name: name ?? '', arguments: args ?? '{}' },
  }));
  const { content, tool_call_id: callId, finish_reason: finish } = fields;
  return {
    role: stringAt(fields, 'role') ?? role,
    content: partsOr(content ?? ''),
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(callId !== undefined && { tool_call_id: callId }),
    ...(finish !== undefined && { finish_reason: finish }),
  };
}

/** Parts are written as JSON in an attribute; a text that only looks like it stays text. */
export function partsOr(content: Json): Json {
  const inner = unpacked(content);
  const isParts = Array.isArray(inner) && inner.length > 0 && inner.every(isPart);
  return isParts ? inner : content;
}

function isPart(value: Json): boolean {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && typeof value['type'] === 'string'
  );
}

/** The fields under `<name>.0.`, `<name>.1.` …, by number; what lies deeper keeps its path. */
function numbered(attributes: JsonObject, name: string): JsonObject[] {
  const items = new Map<number, JsonObject>();
  for (const [key, value] of Object.entries(attributes)) {
    if (!key.startsWith(`${name}.`)) continue;
    const [, index = '', field = ''] = /^(\d+)\.(.+)$/.exec(key.slice(name.length + 1)) ?? [];
    if (field === '') continue;
    const item = items.get(Number(index)) ?? {};
    item[field] = value;
    items.set(Number(index), item);
  }
  return [...items].toSorted(([a], [b]) => a - b).map(([, item]) => item);
}
