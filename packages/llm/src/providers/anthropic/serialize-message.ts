/** A core message as content blocks of the Messages API, each as JSON of its own. */
import type { Block, ImageBlock, Message, TextBlock, ToolResultBlock } from '@nex/core';
import { objectArguments } from '../call-arguments.ts';
import { imageSource } from '../image-source.ts';
import { mayBeFrom } from '../message-fragments.ts';

export interface ContentBlock {
  json: string;
  thinking?: true;
  /** The prompt may be cached up to here. */
  cache?: true;
}

export interface Fragment {
  role: 'user' | 'assistant';
  /** Results of one turn go into one message. */
  isResult: boolean;
  blocks: ContentBlock[];
}

export interface MessageRules {
  /** Thinking without a signature goes back as text instead of not at all. */
  allowUnsignedThinking: boolean;
}

/** @param proven Whether thinking may go back with its signature. */
export function serializeMessage(message: Message, proven: boolean, rules: MessageRules): Fragment {
  const role = message.role === 'assistant' ? 'assistant' : 'user';
  const blocks = message.content.flatMap((block) => contentBlocks(block, proven, rules));
  // A message without content is refused, and leaving it out would join its neighbours.
  const omitted = blocks.length === 0 && message.content.some((block) => block.type === 'reasoning');
  if (omitted) blocks.push(text('[reasoning omitted]'));
  return { role, isResult: message.role === 'tool', blocks };
}

/** Text without anything but white space is refused by the server. */
export function textBlocks(block: TextBlock): ContentBlock[] {
  if (block.text.trim() === '') return [];
  return [{ ...text(block.text), ...(block.cache ? { cache: true } : {}) }];
}

function contentBlocks(block: Block, proven: boolean, rules: MessageRules): ContentBlock[] {
  switch (block.type) {
    case 'text':
      return textBlocks(block);
    case 'image':
      return [{ json: JSON.stringify(image(block)) }];
    case 'tool_call': {
      const { id, name } = block;
      const head = `{"type":"tool_use","id":${JSON.stringify(wireId(id))},"name":${JSON.stringify(name)}`;
      return [{ json: `${head},"input":${objectArguments(block)}}` }];
    }
    case 'tool_result':
      return [{ json: JSON.stringify(toolResult(block)) }];
    case 'reasoning': {
      const own = proven && mayBeFrom('anthropic', block);
      // A block with an id is of OpenAI, which encrypts differently.
      if (own && block.encrypted !== undefined && block.id === undefined) {
        return [thinking({ type: 'redacted_thinking', data: block.encrypted })];
      }
      if (own && block.signature !== undefined) {
        return [thinking({ type: 'thinking', thinking: block.text, signature: block.signature })];
      }
      return rules.allowUnsignedThinking && block.text.trim() !== '' ? [text(block.text)] : [];
    }
  }
}

function toolResult(block: ToolResultBlock): object {
  const content = block.content.flatMap((part): object[] => {
    if (part.type === 'image') return [image(part)];
    return part.text.trim() === '' ? [] : [{ type: 'text', text: part.text }];
  });
  // The server refuses a failure that says nothing.
  if (content.length === 0 && block.isError) content.push({ type: 'text', text: 'The tool failed.' });
  return {
    type: 'tool_result',
    tool_use_id: wireId(block.toolCallId),
    ...(content.length === 0 ? {} : { content }),
    ...(block.isError ? { is_error: true } : {}),
  };
}

/** Calls of other providers have ids with characters that this wire refuses. */
function wireId(id: string): string {
  return id.replaceAll(/[^A-Za-z0-9_-]/g, '_');
}

function image(block: ImageBlock): object {
  const source = imageSource(block);
  return {
    type: 'image',
    source:
      source.kind === 'inline'
        ? { type: 'base64', media_type: source.mimeType, data: source.base64 }
        : { type: 'url', url: source.url },
  };
}

function text(value: string): ContentBlock {
  return { json: JSON.stringify({ type: 'text', text: value }) };
}

function thinking(block: object): ContentBlock {
  return { json: JSON.stringify(block), thinking: true };
}
