/** From the messages of a request to the input of a run: one message of the user. */
import type { ImageBlock, TextBlock } from '@nex/core';
import { NexError } from '@nex/core';
import type { RunInput } from '@nex/local-agent';
import type { RunParams } from './stdio-frames.ts';

type Part = Exclude<Exclude<RunParams['messages'], string>[number]['content'], string>[number];

/** Throws `invalid_request` for an image without content. */
export function inputOf(messages: RunParams['messages']): RunInput {
  if (typeof messages === 'string') return messages;
  return messages.flatMap(({ content }): (TextBlock | ImageBlock)[] =>
    typeof content === 'string' ? [{ type: 'text', text: content }] : content.map(blockOf),
  );
}

function blockOf(part: Part): TextBlock | ImageBlock {
  if (part.type === 'text') return part;
  const { url, base64, mime_type: mimeType } = part;
  const type = mimeType === undefined ? {} : { mimeType };
  if (url !== undefined) return { type: 'image', url, ...type };
  if (base64 !== undefined) {
    return { type: 'image', url: `data:${mimeType ?? 'image/png'};base64,${base64}`, ...type };
  }
  throw new NexError('invalid_request', 'An image has neither url nor base64.', { where: 'params.messages' });
}
