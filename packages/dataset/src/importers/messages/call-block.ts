/** A tool call from foreign fields. Arguments given as text keep their bytes. */
import { isJsonObject, type Json, parseJsonObject, type ToolCallBlock } from '@nex/core';
import type { Notes } from '../notes.ts';

/** `id` `''` when the source has none; `pairResults` counts those. */
export function callBlock(
  { id, name, args }: { id: string; name: string; args: Json | undefined },
  at: string,
  notes: Notes,
): ToolCallBlock {
  const argumentsText = typeof args === 'string' ? args : JSON.stringify(args ?? {});
  if (typeof args === 'object' && args !== null)
    notes.add('arguments_not_text', at, 'arguments as an object');
  const parsed = isJsonObject(args) ? args : parseJsonObject(argumentsText);
  const block: ToolCallBlock = { type: 'tool_call', id, name, argumentsText };
  return parsed === undefined ? block : { ...block, arguments: parsed };
}
