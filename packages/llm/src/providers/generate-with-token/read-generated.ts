/** A token-level answer as a reply: its message as the format reads it, its tokens as they were sampled. */
import {
  type Block,
  type Message,
  type ModelDelta,
  type ModelReply,
  NexError,
  type ToolDefinition,
} from '@nex/core';
import type { Tokenizer } from '../../tokens/tokenizer.ts';
import type { ReadReply, TokenFormat } from './token-format.ts';
import {
  finishReasonOf,
  isAborted,
  logprobsOf,
  sampledIdsOf,
  usageOf,
  type WireGenerated,
  weightVersionOf,
} from './wire.ts';

export interface ReadingContext {
  tokenizer: Tokenizer;
  format: TokenFormat;
  model: string;
  host: string;
  tools: readonly ToolDefinition[];
  promptTokenIds: number[];
}

/** @throws NexError `model_rejected` for an answer without token ids, `model_overloaded` for one that the server dropped. */
export function readGenerated(body: WireGenerated, context: ReadingContext): ModelReply {
  const { tokenizer, format, model, host, tools, promptTokenIds } = context;
  const tokenIds = sampledIdsOf(body);
  if (isAborted(body)) throw dropped(host);
  if (!tokenIds) throw withoutIds(host);
  const text = body.text ?? tokenizer.decode(tokenIds);
  const message = messageOf(format.parseReply(withoutEnd(text, tokenIds, tokenizer), tools));
  const finishReason = finishReasonOf(body);
  const calls = message.content.some(({ type }) => type === 'tool_call');
  return {
    message,
    finishReason: calls && finishReason === 'stop' ? 'tool_calls' : finishReason,
    usage: usageOf(body, promptTokenIds.length, tokenIds.length),
    model,
    tokens: {
      promptTokenIds,
      tokenIds,
      ...logprobsOf(body, tokenIds, (id) => tokenizer.decode([id])),
      text,
      ...weightVersionOf(body),
    },
  };
}

/** What a watcher of the call sees of an answer that came whole. */
export function showReply({ content }: Message, onDelta: (delta: ModelDelta) => void): void {
  let index = 0;
  for (const block of content) {
    if (block.type === 'text' || block.type === 'reasoning') onDelta({ type: block.type, delta: block.text });
    if (block.type !== 'tool_call') continue;
    const { id, name, argumentsText } = block;
    onDelta({ type: 'tool_call', index, id, name, argumentsDelta: argumentsText });
    index += 1;
  }
}

/** The end of the turn is no part of what was said. */
function withoutEnd(text: string, tokenIds: readonly number[], tokenizer: Tokenizer): string {
  const lastId = tokenIds.at(-1);
  const end = lastId === undefined ? undefined : tokenizer.specialText(lastId);
  const isEnd = end !== undefined && (end === tokenizer.endToken || /end|eo[stm]|return/i.test(end));
  return isEnd && text.endsWith(end) ? text.slice(0, -end.length) : text;
}

function messageOf({ content, reasoning, calls }: ReadReply): Message {
  const blocks: Block[] = [];
  if (reasoning !== '') blocks.push({ type: 'reasoning', text: reasoning });
  if (content.trim() !== '') blocks.push({ type: 'text', text: content });
  calls.forEach(({ id, name, argumentsText, arguments: args }, i) => {
    blocks.push({
      type: 'tool_call',
      id: id ?? `call_${i}`,
      name: name === '' ? 'unknown' : name,
      argumentsText,
      ...(args ? { arguments: args } : {}),
    });
  });
  return { role: 'assistant', content: blocks };
}

function withoutIds(host: string): NexError {
  return new NexError('model_rejected', `The model server ${host} answered without token ids.`, {
    hint: 'Take a server that gives output_ids (SGLang does), or another api_type.',
  });
}

function dropped(host: string): NexError {
  return new NexError('model_overloaded', `The model server ${host} dropped the request.`, {
    hint: 'Try again; the server may be restarting or loading new weights.',
  });
}
