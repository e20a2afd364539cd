/**
 * The tokens of a conversation as the model server told them, prompts and answers. They are taken only where they are sure to
 * be this conversation's: a sequence for each of the run's conversations, an answer for each turn that is trained on, and
 * each answer, decoded by the format's tokenizer, says what its turn says.
 */
import type { Message } from '@nex/core';
import type { Conversation } from '../../views/conversation.ts';
import type { Tokenizer } from './tokenizer.ts';

export interface ServerTokens {
  ids: readonly number[];
  /** One for each id: 1 where a turn that is trained on was sampled. */
  weights: (0 | 1)[];
  /** One for each id, 0 where nothing was sampled; `null` when an answer has none. */
  logprobs: readonly number[] | null;
}

/** `undefined` where there are none, or where they do not fit. */
export function serverTokens(
  conversation: Conversation,
  { decode }: Pick<Tokenizer, 'decode'>,
): ServerTokens | undefined {
  const { run, leaf, leaves, messages, train } = conversation;
  const sequence = run.sampled?.length === leaves ? run.sampled[leaf] : undefined;
  // A flattened conversation has what other runs were told between its own messages.
  const own = leaf === leaves - 1 ? run.messages : run.earlierLeaves?.[leaf];
  if (!sequence || sequence.tokens.length < 2 || own?.length !== messages.length) return undefined;
  const { tokens: ids, spans, logprobs = null } = sequence;
  const turns = [...messages.keys()].filter((at) => messages[at]?.role === 'assistant');
  // A conversation behind a compaction begins with turns of the one before it.
  const context = turns.length - spans.length;
  if (context < 0 || turns.slice(0, context).some((at) => train[at])) return undefined;
  const weights = ids.map((): 0 | 1 => 0);
  for (const [index, { start, end }] of spans.entries()) {
    const at = turns[context + index] ?? -1;
    const message = messages[at];
    if (!message || !says(message, decode(ids.slice(start, end)))) return undefined;
    if (train[at]) weights.fill(1, start, end);
  }
  return { ids, weights, logprobs };
}

function says({ content }: Message, text: string): boolean {
  return content.every((block) => {
    if (block.type === 'tool_call') return text.includes(block.name);
    return (block.type !== 'text' && block.type !== 'reasoning') || text.includes(block.text.trim());
  });
}
