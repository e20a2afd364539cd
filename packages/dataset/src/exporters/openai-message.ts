/**
 * Messages in the form of OpenAI's chat completions, each with the same fields. The chat form holds less than a
 * message of the platform: no order of blocks, no images, no structured results. Where something would be lost,
 * `extra` holds it as JSON: `{"structured": …}` when only a structured result is missing, else `{"blocks": […]}`
 * with all blocks. So reading back is exact, and plain conversations carry no ballast.
 */

import {
  Block,
  type Json,
  type Message,
  parseJsonObject,
  RESULT_ERRORS,
  Role,
  type ToolResultBlock,
} from '@nex/core';
import * as z from 'zod';
import type { ColumnType } from '../columns.ts';
import { sameJson } from '../same-json.ts';

const ChatToolCall = z.object({
  id: z.string(),
  type: z.literal('function'),
  function: z.object({ name: z.string(), arguments: z.string() }),
});

export const ChatMessage = z.object({
  role: Role,
  content: z.string(),
  reasoning_content: z.string().nullable(),
  tool_calls: z.array(ChatToolCall).nullable(),
  tool_call_id: z.string().nullable(),
  name: z.string().nullable(),
  is_error: z.boolean().nullable(),
  error_kind: z.enum(RESULT_ERRORS).nullable(),
  train: z.boolean(),
  extra: z.string().nullable(),
});
export type ChatMessage = z.infer<typeof ChatMessage>;

export const CHAT_MESSAGE_TYPE: ColumnType = {
  struct: [
    { name: 'role', type: 'string' },
    { name: 'content', type: 'string' },
    { name: 'reasoning_content', type: 'string' },
    {
      name: 'tool_calls',
      type: {
        list: {
          struct: [
            { name: 'id', type: 'string' },
            { name: 'type', type: 'string' },
            {
              name: 'function',
              type: {
                struct: [
                  { name: 'name', type: 'string' },
                  { name: 'arguments', type: 'string' },
                ],
              },
            },
          ],
        },
      },
    },
    { name: 'tool_call_id', type: 'string' },
    { name: 'name', type: 'string' },
    { name: 'is_error', type: 'bool' },
    { name: 'error_kind', type: 'string' },
    { name: 'train', type: 'bool' },
    { name: 'extra', type: 'string' },
  ],
};

/** @param train One for each message. */
export function toChatMessages(messages: readonly Message[], train: readonly boolean[]): ChatMessage[] {
  return messages.map((message, index) => {
    const plain = toPlain(message, train[index] ?? false);
    const extra = extraFor(plain, message);
    return extra === null ? plain : { ...plain, extra };
  });
}

/** The message that `toChatMessages` was given. */
export function fromChatMessage(chat: ChatMessage): Message {
  const extra = chat.extra === null ? undefined : parseJsonObject(chat.extra);
  if (extra && 'blocks' in extra) {
    // Checked, but not taken from the parser: that leaves out a key called `__proto__`.
    z.array(Block).parse(extra.blocks);
    return { role: chat.role, content: extra.blocks as Block[] };
  }
  const content = fromPlain(chat);
  const [result] = content;
  if (extra && 'structured' in extra && result?.type === 'tool_result') {
    return { role: chat.role, content: [{ ...result, structured: extra.structured as Json }] };
  }
  return { role: chat.role, content };
}

export function sameChatMessage(a: ChatMessage, b: ChatMessage): boolean {
  return (
    a.role === b.role &&
    a.content === b.content &&
    a.reasoning_content === b.reasoning_content &&
    sameCalls(a.tool_calls, b.tool_calls) &&
    a.tool_call_id === b.tool_call_id &&
    a.name === b.name &&
    a.is_error === b.is_error &&
    a.error_kind === b.error_kind &&
    a.train === b.train &&
    a.extra === b.extra
  );
}

function sameCalls(a: ChatMessage['tool_calls'], b: ChatMessage['tool_calls']): boolean {
  if (a === null || b === null) return a === b;
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) {
    const one = a[at];
    const other = b[at];
    if (one?.id !== other?.id || one?.type !== other?.type) return false;
    if (one?.function.name !== other?.function.name) return false;
    if (one?.function.arguments !== other?.function.arguments) return false;
  }
  return true;
}

function toPlain({ role, content }: Message, train: boolean): ChatMessage {
  let spoken: string | undefined;
  let reasoning: string | undefined;
  let calls: ChatMessage['tool_calls'] = null;
  let result: ToolResultBlock | undefined;
  for (const block of content) {
    if (block.type === 'text') spoken = joined(spoken, block.text);
    else if (block.type === 'reasoning') reasoning = joined(reasoning, block.text);
    else if (block.type === 'tool_result') result ??= block;
    else if (block.type === 'tool_call') {
      calls ??= [];
      const called = { name: block.name, arguments: block.argumentsText };
      calls.push({ id: block.id, type: 'function', function: called });
    }
  }
  for (const block of result?.content ?? []) if (block.type === 'text') spoken = joined(spoken, block.text);
  return {
    role,
    content: spoken ?? '',
    reasoning_content: reasoning ?? null,
    tool_calls: calls,
    tool_call_id: result?.toolCallId ?? null,
    name: result?.toolName ?? null,
    is_error: result?.isError ?? null,
    error_kind: result?.errorKind ?? null,
    train,
    extra: null,
  };
}

function joined(before: string | undefined, text: string): string {
  return before === undefined ? text : `${before}\n${text}`;
}

function fromPlain(chat: ChatMessage): Block[] {
  const text: Block[] =
    chat.content === '' && chat.role === 'assistant' ? [] : [{ type: 'text', text: chat.content }];
  if (chat.tool_call_id !== null) {
    const result: ToolResultBlock = {
      type: 'tool_result',
      toolCallId: chat.tool_call_id,
      toolName: chat.name ?? '',
      content: [{ type: 'text', text: chat.content }],
      isError: chat.is_error ?? false,
    };
    if (chat.error_kind !== null) result.errorKind = chat.error_kind;
    return [result];
  }
  const calls = (chat.tool_calls ?? []).map((call): Block => {
    const argumentsText = call.function.arguments;
    const args = parseJsonObject(argumentsText);
    const block = { type: 'tool_call' as const, id: call.id, name: call.function.name, argumentsText };
    return args === undefined ? block : { ...block, arguments: args };
  });
  const reasoning: Block[] =
    chat.reasoning_content === null ? [] : [{ type: 'reasoning', text: chat.reasoning_content }];
  return [...reasoning, ...text, ...calls];
}

function extraFor(plain: ChatMessage, message: Message): string | null {
  if (sameJson(fromChatMessage(plain), message)) return null;
  const structured = message.content.find((block) => block.type === 'tool_result')?.structured;
  if (structured !== undefined) {
    const extra = JSON.stringify({ structured });
    if (sameJson(fromChatMessage({ ...plain, extra }), message)) return extra;
  }
  return JSON.stringify({ blocks: message.content });
}
