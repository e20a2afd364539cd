/**
 * Messages as the Messages API takes them, in columns of one shape: every block has every field, and what is absent is
 * null. `input` is a string that holds JSON, since arguments differ in shape from call to call.
 */
import {
  type Block,
  type ImageBlock,
  type Message,
  NexError,
  parseJsonObject,
  type TextBlock,
} from '@nex/core';
import * as z from 'zod';
import type { ColumnType, Field } from '../../columns.ts';
import { IMAGE_DATA } from './held-blocks.ts';

const Source = z.object({
  type: z.enum(['base64', 'url']),
  media_type: z.string().nullable(),
  data: z.string().nullable(),
  url: z.string().nullable(),
});
const Part = z.object({
  type: z.enum(['text', 'image']),
  text: z.string().nullable(),
  source: Source.nullable(),
});
type Part = z.infer<typeof Part>;
const RowBlock = z.object({
  type: z.enum(['text', 'image', 'thinking', 'redacted_thinking', 'tool_use', 'tool_result']),
  text: z.string().nullable(),
  source: Source.nullable(),
  thinking: z.string().nullable(),
  signature: z.string().nullable(),
  data: z.string().nullable(),
  id: z.string().nullable(),
  name: z.string().nullable(),
  input: z.string().nullable(),
  tool_use_id: z.string().nullable(),
  is_error: z.boolean().nullable(),
  content: z.array(Part).nullable(),
});
type RowBlock = z.infer<typeof RowBlock>;
export const RowMessage = z.object({
  role: z.enum(['user', 'assistant']),
  content: z.array(RowBlock),
  train: z.boolean(),
});
export type RowMessage = z.infer<typeof RowMessage>;

const strings = (...names: string[]): Field[] => names.map((name) => ({ name, type: 'string' }));
const PART: Field[] = [
  ...strings('type', 'text'),
  { name: 'source', type: { struct: strings('type', 'media_type', 'data', 'url') } },
];
export const MESSAGE_TYPE: ColumnType = {
  struct: [
    { name: 'role', type: 'string' },
    {
      name: 'content',
      type: {
        list: {
          struct: [
            ...PART,
            ...strings('thinking', 'signature', 'data', 'id', 'name', 'input', 'tool_use_id'),
            { name: 'is_error', type: 'bool' },
            { name: 'content', type: { list: { struct: PART } } },
          ],
        },
      },
    },
    { name: 'train', type: 'bool' },
  ],
};

/** One block of a message whose blocks and ids the API takes. */
export function toRowBlock(block: Block): RowBlock {
  if (block.type === 'text' || block.type === 'image') return { ...EMPTY, ...toPart(block) };
  if (block.type === 'reasoning') {
    if (block.encrypted !== undefined) return { ...EMPTY, type: 'redacted_thinking', data: block.encrypted };
    return { ...EMPTY, type: 'thinking', thinking: block.text, signature: block.signature ?? null };
  }
  if (block.type === 'tool_call') {
    return { ...EMPTY, type: 'tool_use', id: block.id, name: block.name, input: block.argumentsText };
  }
  const content = block.content.map(toPart);
  return {
    ...EMPTY,
    type: 'tool_result',
    tool_use_id: block.toolCallId,
    is_error: block.isError,
    content,
  };
}

/** A result is a tool message of its own. Throws `invalid_request`. */
export function fromRowMessages(rows: readonly RowMessage[]): Message[] {
  const names = new Map<string, string>();
  const messages: Message[] = [];
  for (const { role, content } of rows) {
    const said: Message = { role, content: [] };
    let results = 0;
    for (const block of content) {
      const read = fromRowBlock(block, names);
      if (read.type === 'tool_call') names.set(read.id, read.name);
      if (read.type === 'tool_result') {
        messages.push({ role: 'tool', content: [read] });
        results += 1;
      } else said.content.push(read);
    }
    if (results === 0 || said.content.length > 0) messages.push(said);
  }
  return messages;
}

function fromRowBlock(block: RowBlock, names: ReadonlyMap<string, string>): Block {
  if (block.type === 'text' || block.type === 'image') {
    return fromPart({ type: block.type, text: block.text, source: block.source });
  }
  if (block.type === 'redacted_thinking') {
    return { type: 'reasoning', text: '', encrypted: given(block.data, 'data') };
  }
  if (block.type === 'thinking') {
    const { signature } = block;
    const text = given(block.thinking, 'thinking');
    return signature === null ? { type: 'reasoning', text } : { type: 'reasoning', text, signature };
  }
  if (block.type === 'tool_use') {
    const argumentsText = given(block.input, 'input');
    const args = parseJsonObject(argumentsText);
    if (!args) throw unreadable('the input of a tool_use is no object');
    return {
      type: 'tool_call',
      id: given(block.id, 'id'),
      name: given(block.name, 'name'),
      argumentsText,
      arguments: args,
    };
  }
  const toolCallId = given(block.tool_use_id, 'tool_use_id');
  return {
    type: 'tool_result',
    toolCallId,
    toolName: names.get(toolCallId) ?? '',
    content: (block.content ?? []).map(fromPart),
    isError: block.is_error ?? false,
  };
}

const EMPTY: RowBlock = {
  type: 'text',
  text: null,
  source: null,
  thinking: null,
  signature: null,
  data: null,
  id: null,
  name: null,
  input: null,
  tool_use_id: null,
  is_error: null,
  content: null,
};

function toPart(block: TextBlock | ImageBlock): Part {
  if (block.type === 'text') return { type: 'text', text: block.text, source: null };
  const [, mediaType, data] = IMAGE_DATA.exec(block.url) ?? [];
  const source: Part['source'] =
    mediaType !== undefined && data !== undefined
      ? { type: 'base64', media_type: mediaType, data, url: null }
      : { type: 'url', media_type: null, data: null, url: block.url };
  return { type: 'image', text: null, source };
}

function fromPart({ type, text, source }: Part): TextBlock | ImageBlock {
  if (type === 'text') return { type: 'text', text: given(text, 'text') };
  if (!source) throw unreadable('an image has no source');
  if (source.type === 'url') return { type: 'image', url: given(source.url, 'url') };
  const url = `data:${given(source.media_type, 'media_type')};base64,${given(source.data, 'data')}`;
  return { type: 'image', url };
}

function given(value: string | null, name: string): string {
  if (value === null) throw unreadable(`a block lacks ${name}`);
  return value;
}

export function unreadable(problem: string): NexError {
  return new NexError('invalid_request', `The row is no anthropic-messages row: ${problem}.`);
}
