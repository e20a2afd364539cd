/**
 * Core messages as `input` items. Nothing is kept on the server, so reasoning goes back as the encrypted items that came,
 * and the arguments of calls byte for byte.
 */
import {
  type Block,
  type ImageBlock,
  type Message,
  type ReasoningBlock,
  type TextBlock,
  textOf,
} from '@nex/core';
import { mayBeFrom } from '../message-fragments.ts';

/** Items of a message, ready to be joined by commas. @param proven Whether encrypted reasoning goes along. */
export function inputItems(message: Message, proven: boolean): string[] {
  switch (message.role) {
    case 'system':
      return [JSON.stringify({ role: 'system', content: textOf(message) })];
    case 'user':
      return [JSON.stringify({ role: 'user', content: userContent(message.content) })];
    case 'assistant':
      return assistantItems(message.content, proven);
    case 'tool':
      return message.content.flatMap((block) =>
        block.type === 'tool_result'
          ? [
              JSON.stringify({
                type: 'function_call_output',
                call_id: block.toolCallId,
                output: resultOutput(block.content),
              }),
            ]
          : [],
      );
  }
}

function userContent(content: readonly Block[]): string | object[] {
  if (!content.some((block) => block.type === 'image')) return textOf({ content });
  return parts(content);
}

/** A list only when there are images: many servers take text alone. */
function resultOutput(content: readonly (TextBlock | ImageBlock)[]): string | object[] {
  return content.some((block) => block.type === 'image') ? parts(content) : textOf({ content });
}

function parts(content: readonly Block[]): object[] {
  return content.flatMap((block): object[] => {
    if (block.type === 'text') return [{ type: 'input_text', text: block.text }];
    if (block.type !== 'image') return [];
    return [{ type: 'input_image', image_url: block.url, detail: block.detail ?? 'auto' }];
  });
}

function assistantItems(content: readonly Block[], proven: boolean): string[] {
  const items: string[] = [];
  for (let at = 0; at < content.length; at += 1) {
    const block = content[at];
    if (block?.type === 'text' && block.text !== '') {
      const part = { type: 'output_text', text: block.text };
      items.push(JSON.stringify({ type: 'message', role: 'assistant', content: [part] }));
    } else if (block?.type === 'tool_call') {
      const { id, name, argumentsText } = block;
      items.push(JSON.stringify({ type: 'function_call', call_id: id, name, arguments: argumentsText }));
    } else if (block?.type === 'reasoning') {
      const group = reasoningGroup(content, at);
      at += group.length - 1;
      const item = proven ? reasoningItem(group) : undefined;
      if (item) items.push(JSON.stringify(item));
    }
  }
  return items;
}

/** An item with several summaries is as many blocks with one id. */
function reasoningGroup(content: readonly Block[], from: number): ReasoningBlock[] {
  const group: ReasoningBlock[] = [];
  for (const block of content.slice(from)) {
    if (block.type !== 'reasoning') break;
    if (group[0] && (block.id === undefined || block.id !== group[0].id)) break;
    group.push(block);
  }
  return group;
}

/** Only what this API wrote and encrypted can go back: it keeps nothing, and does not take plain reasoning. */
function reasoningItem(group: readonly ReasoningBlock[]): object | undefined {
  const encrypted = group.find((block) => block.encrypted !== undefined)?.encrypted;
  const [first] = group;
  if (encrypted === undefined || first?.id === undefined || !mayBeFrom('openai', first)) return undefined;
  const summary = group.flatMap(({ text }) => (text === '' ? [] : [{ type: 'summary_text', text }]));
  return { type: 'reasoning', id: first.id, summary, encrypted_content: encrypted };
}
