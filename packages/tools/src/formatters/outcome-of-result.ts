/**
 * From what a tool function returned to what the model gets. Objects go through the tool's formatter, a string stays
 * as it is, everything else is JSON. Image blocks stay images. `{"error": …}` and `{"status": "error"}` are errors.
 */
import {
  type FormatterName,
  type ImageBlock,
  isJsonObject,
  type Json,
  type JsonObject,
  type TextBlock,
  type ToolOutcome,
} from '@nex/core';
import { plainValue } from './formatter.ts';
import { FORMATTER_TABLE } from './index.ts';

/** Field that tools fill for displays of their own. */
const DISPLAY_FIELD = 'returnDisplay';

export function outcomeOfResult(value: Json, formatter: FormatterName, toolName: string): ToolOutcome {
  const isError = isJsonObject(value) && saysError(value);
  return {
    content: blocksOf(value) ?? [{ type: 'text', text: textOfResult(value, formatter, toolName, isError) }],
    isError,
    ...(isError && { errorKind: 'tool_error' as const }),
    structured: value,
  };
}

function textOfResult(value: Json, formatter: FormatterName, toolName: string, isError: boolean): string {
  if (!isJsonObject(value)) return plainValue(value);
  return FORMATTER_TABLE[formatter](withoutDisplay(value), { toolName, isError });
}

function saysError(value: JsonObject): boolean {
  const error = value['error'];
  return (
    (error !== undefined && error !== null && error !== '' && error !== false) || value['status'] === 'error'
  );
}

function withoutDisplay(value: JsonObject): JsonObject {
  const clean = (item: Json): Json => {
    if (Array.isArray(item)) return item.map(clean);
    return isJsonObject(item) ? withoutDisplay(item) : item;
  };
  const kept = Object.entries(value).filter(([name]) => name !== DISPLAY_FIELD);
  return Object.fromEntries(kept.map(([name, item]) => [name, clean(item)]));
}

/** A block, or a list of blocks with an image among them; `undefined` for every other value. */
function blocksOf(value: Json): (TextBlock | ImageBlock)[] | undefined {
  const items = Array.isArray(value) ? value : [value];
  const blocks = items.map(blockOf);
  const isBlocks = blocks.every((block) => block !== undefined);
  return isBlocks && blocks.some((block) => block.type === 'image') ? blocks : undefined;
}

function blockOf(value: Json): TextBlock | ImageBlock | undefined {
  if (!isJsonObject(value)) return undefined;
  const { type, text } = value;
  if (type === 'text' && typeof text === 'string') return { type: 'text', text };
  if (type !== 'image' && type !== 'image_url') return undefined;
  const given = value['url'] ?? value['image_url'];
  const url = isJsonObject(given) ? given['url'] : given;
  return typeof url === 'string' ? { type: 'image', url } : undefined;
}
