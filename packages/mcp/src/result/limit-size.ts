/** Cuts a result to a size that a model can be given, and says so where it was cut. */
import type { ImageBlock, TextBlock, ToolOutcome } from '@nex/core';

/** 256 kB. */
export const DEFAULT_MAX_RESULT_BYTES = 256 * 1024;

/**
 * Text is cut at a whole character and followed by a note; an image that does not fit becomes a note. A structured
 * result that does not fit is left out, because half of it would be another value. The notes come on top.
 */
export function limitSize(outcome: ToolOutcome, maxBytes: number): ToolOutcome {
  const size = outcome.content.reduce((sum, block) => sum + sizeOf(block), 0);
  const structured =
    outcome.structured === undefined ? 0 : Buffer.byteLength(JSON.stringify(outcome.structured));
  if (size <= maxBytes && structured <= maxBytes) return outcome;
  const content: (TextBlock | ImageBlock)[] = [];
  let left = maxBytes;
  for (const block of outcome.content) {
    const bytes = sizeOf(block);
    if (bytes <= left) content.push(block);
    else if (block.type === 'image')
      content.push({ type: 'text', text: `[image of ${bytes} bytes left out: too large]` });
    else {
      const shown = cutText(block.text, left);
      const note = `[cut: the result has ${bytes} bytes, the first ${Buffer.byteLength(shown)} are shown]`;
      content.push({ type: 'text', text: shown === '' ? note : `${shown}\n${note}` });
    }
    left -= Math.min(bytes, left);
  }
  const { structured: whole, ...rest } = outcome;
  return {
    ...rest,
    content,
    ...(whole !== undefined && structured <= maxBytes ? { structured: whole } : {}),
  };
}

function sizeOf(block: TextBlock | ImageBlock): number {
  return Buffer.byteLength(block.type === 'text' ? block.text : block.url);
}

/** The longest beginning that fits, without half a character at its end. */
function cutText(text: string, bytes: number): string {
  const decoder = new TextDecoder('utf-8');
  return decoder.decode(Buffer.from(text).subarray(0, bytes), { stream: true });
}
