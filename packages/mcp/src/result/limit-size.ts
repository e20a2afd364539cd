/** Cuts a result to a size that a model can be given, keeps what was cut, and says so where it was cut. */
import type { ImageBlock, TextBlock, ToolOutcome } from '@nex/core';

/** 256 kB. */
export const DEFAULT_MAX_RESULT_BYTES = 256 * 1024;

/** Stores it and gives a name that the model can find it by; `undefined` when it cannot be stored. */
export type KeepOutput = (
  content: string | Uint8Array,
  options: { ending: string; signal: AbortSignal },
) => Promise<string | undefined>;

export interface SizeLimit {
  maxBytes: number;
  keep: KeepOutput | undefined;
  signal: AbortSignal;
}

/**
 * Text is cut at a whole character and followed by a note; an image that does not fit becomes a note. A structured
 * result that does not fit is left out, because half of it would be another value. The notes come on top, and name
 * where the whole is kept.
 */
export async function limitSize(outcome: ToolOutcome, limit: SizeLimit): Promise<ToolOutcome> {
  const { maxBytes } = limit;
  const size = outcome.content.reduce((sum, block) => sum + sizeOf(block), 0);
  const json = outcome.structured === undefined ? undefined : JSON.stringify(outcome.structured);
  const isJsonTooLong = json !== undefined && Buffer.byteLength(json) > maxBytes;
  if (size <= maxBytes && !isJsonTooLong) return outcome;
  const content: (TextBlock | ImageBlock)[] = [];
  let left = maxBytes;
  for (const block of outcome.content) {
    const bytes = sizeOf(block);
    content.push(bytes <= left ? block : await cut(block, left, limit));
    left -= Math.min(bytes, left);
  }
  const { structured, ...rest } = outcome;
  if (!isJsonTooLong) return { ...rest, content, ...(structured !== undefined && { structured }) };
  // Mostly the text says the same; then it is kept already.
  const isSaid = outcome.content.some((block) => block.type === 'text' && block.text === json);
  const place = isSaid ? undefined : await limit.keep?.(json, { ending: 'json', signal: limit.signal });
  if (place !== undefined) {
    const bytes = Buffer.byteLength(json);
    content.push({
      type: 'text',
      text: `[left out: the structured result of ${bytes} bytes is in ${place}]`,
    });
  }
  return { ...rest, content };
}

async function cut(block: TextBlock | ImageBlock, room: number, limit: SizeLimit): Promise<TextBlock> {
  const { keep, signal } = limit;
  const bytes = sizeOf(block);
  if (block.type === 'image') {
    const image = inlineImage(block);
    const place = image && (await keep?.(image.bytes, { ending: image.ending, signal }));
    return {
      type: 'text',
      text: `[image of ${bytes} bytes left out: too large${place ? `; it is in ${place}` : ''}]`,
    };
  }
  const shown = cutText(block.text, room);
  const place = await keep?.(block.text, { ending: 'txt', signal });
  const whole = place === undefined ? '' : `; the whole is in ${place}`;
  const note = `[cut: the result has ${bytes} bytes, the first ${Buffer.byteLength(shown)} are shown${whole}]`;
  return { type: 'text', text: shown === '' ? note : `${shown}\n${note}` };
}

function inlineImage({ url }: ImageBlock): { bytes: Uint8Array; ending: string } | undefined {
  const [, ending, data] = /^data:image\/(\w+)[^,]*;base64,([^]*)$/.exec(url) ?? [];
  return ending === undefined || data === undefined
    ? undefined
    : { bytes: Buffer.from(data, 'base64'), ending };
}

function sizeOf(block: TextBlock | ImageBlock): number {
  return Buffer.byteLength(block.type === 'text' ? block.text : block.url);
}

/** The longest beginning that fits, without half a character at its end. */
function cutText(text: string, bytes: number): string {
  const decoder = new TextDecoder('utf-8');
  return decoder.decode(Buffer.from(text).subarray(0, bytes), { stream: true });
}
