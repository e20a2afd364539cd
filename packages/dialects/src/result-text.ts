/** A tool's result as the text that goes between a family's result tags. */
import { type ToolResultBlock, textOf } from '@nex/core';
import { writeJson } from './json-text.ts';

/**
 * Text blocks joined by line breaks; a structured result without text as JSON; images named, because text cannot hold
 * them.
 */
export function resultText(result: ToolResultBlock): string {
  const only = result.content[0];
  if (only?.type === 'text' && result.content.length === 1) return only.text;
  const images = result.content.filter((block) => block.type === 'image');
  const parts = result.content.some((block) => block.type === 'text') ? [textOf(result)] : [];
  if (parts.length === 0 && result.structured !== undefined) parts.push(writeJson(result.structured));
  for (const image of images) parts.push(`[image${image.mimeType ? `: ${image.mimeType}` : ''}]`);
  return parts.join('\n');
}

/** The same for formats that have no mark for failures: an error says that it is one. */
export function markedResultText(result: ToolResultBlock): string {
  const text = resultText(result);
  return result.isError && !/^error\b/i.test(text) ? `Error: ${text}` : text;
}
