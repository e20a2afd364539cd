/**
 * An answer as the model wrote it, from a message that was stored. It is believed only when reading it gives that message
 * again: middleware may have changed the message since, or another dialect may be spoken now.
 */
import { type Block, canonicalJson, type Message } from '@nex/core';
import { type ReadOptions, readReply } from './read-reply.ts';

/** `undefined` when the message does not say, or says something else by now. */
export function originalTurn(
  message: Message,
  options: Omit<ReadOptions, 'callNumber'>,
): Message | undefined {
  const { content, written } = message;
  if (written === undefined) return undefined;
  const apart = content.filter(({ type }) => type !== 'text' && type !== 'tool_call');
  // The last reasoning may have been read from the text.
  const choices = apart.at(-1)?.type === 'reasoning' ? [apart.slice(0, -1), apart] : [apart];
  const wanted = canonicalJson(content.map(withoutId));
  for (const choice of choices) {
    const original: Message = { role: 'assistant', content: [...choice, { type: 'text', text: written }] };
    // The text is whole: a stop sequence that was cut off stands in it already.
    const read = readReply({ message: original, finishReason: 'length' }, { ...options, callNumber: 1 });
    if (canonicalJson(read.message.content.map(withoutId)) === wanted) return original;
  }
  return undefined;
}

/** Ids of calls that are read from text are not the model's. */
function withoutId(block: Block): Block {
  return block.type === 'tool_call' ? { ...block, id: '' } : block;
}
