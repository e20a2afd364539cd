/**
 * The Messages API of Anthropic: system prompt apart, content in blocks, results as blocks of a user's message right
 * after the turn that called. A row is a request that the API takes, once nulls are left out, `input` is parsed, and thinking
 * without a signature is gone: a trainer wants it, the API does not.
 */
import type { JsonObject, Message, ToolDefinition } from '@nex/core';
import * as z from 'zod';
import { sameJson } from '../same-json.ts';
import { exactMatch } from '../schema-match.ts';
import type { Conversation } from '../views/conversation.ts';
import { type AnthropicForm, anthropicForm } from './anthropic/form.ts';
import { fromRowMessages, MESSAGE_TYPE, RowMessage, toRowBlock, unreadable } from './anthropic/row.ts';
import { type Exporter, isRefusal, type Refusal, type Written } from './exporter.ts';
import { attempt } from './text/read-back.ts';

const Fields = z.object({
  system: z.array(z.object({ type: z.literal('text'), text: z.string() })),
  messages: z.array(RowMessage),
});
type Fields = z.infer<typeof Fields>;
const isFields = exactMatch(Fields);

export const anthropicMessages: Exporter = {
  name: 'anthropic-messages',
  version: 1,
  title: "Anthropic's Messages API",
  description: 'Messages of content blocks, the system prompt apart, as a request of the Messages API.',
  // In a flattened conversation a sub-agent's messages stand between call and result, which the API refuses.
  views: ['root', 'per-agent'],
  fields: [
    {
      name: 'system',
      type: {
        list: {
          struct: [
            { name: 'type', type: 'string' },
            { name: 'text', type: 'string' },
          ],
        },
      },
      about: 'The system prompt in text blocks; empty when there is none.',
    },
    {
      name: 'messages',
      type: { list: MESSAGE_TYPE },
      about: 'The conversation in content blocks; `input` of a `tool_use` is a string that holds JSON.',
    },
    { name: 'tools', type: 'string', about: 'JSON: the tools, each with its `input_schema`.' },
  ],
  write,
  read: readFields,
};

function write({ messages, train, tools }: Conversation): Written | Refusal {
  const form = anthropicForm(messages);
  if (isRefusal(form)) return form;
  return {
    fields: { ...fieldsFor(form, train), tools: toolsFor(tools) } as unknown as JsonObject,
    losses: form.losses,
    prove: (fields) => {
      const back = attempt(() => readFields(fields));
      if (!back) return { reason: 'reading', detail: 'the row cannot be read' };
      return difference(back, form.messages) ?? missing(back, messages);
    },
  };
}

function fieldsFor({ messages, places }: AnthropicForm, train: readonly boolean[]): Fields {
  const fields: Fields = { system: [], messages: [] };
  for (let at = 0; at < messages.length; at += 1) {
    const { role, content } = messages[at] as Message;
    const last = fields.messages.at(-1);
    if (role === 'system') {
      fields.system = content.flatMap((block) =>
        block.type === 'text' ? [{ type: 'text', text: block.text }] : [],
      );
    } else if (role === 'tool' && messages[at - 1]?.role === 'tool' && last) {
      last.content.push(...content.map(toRowBlock));
    } else {
      fields.messages.push({
        role: role === 'assistant' ? 'assistant' : 'user',
        content: content.map(toRowBlock),
        train: role === 'assistant' && train[places[at] ?? -1] === true,
      });
    }
  }
  return fields;
}

function toolsFor(tools: readonly ToolDefinition[]): string {
  return JSON.stringify(
    tools.map(({ name, description, inputSchema }) => ({ name, description, input_schema: inputSchema })),
  );
}

/** Throws `invalid_request`. */
function readFields(fields: JsonObject): Message[] {
  const { system, messages } = checkedFields(fields);
  const said = fromRowMessages(messages);
  return system.length === 0 ? said : [{ role: 'system', content: system }, ...said];
}

function checkedFields({ system, messages }: JsonObject): Fields {
  const fields: unknown = { system, messages };
  if (isFields(fields)) return fields;
  const parsed = Fields.safeParse(fields);
  if (parsed.success) return parsed.data;
  throw unreadable(z.prettifyError(parsed.error));
}

const REASONS = { system: 'system', user: 'user', assistant: 'turn', tool: 'results' } as const;

function difference(back: readonly Message[], form: readonly Message[]): Refusal | undefined {
  if (back.length !== form.length) return { reason: 'messages', detail: 'a message is missing' };
  const at = form.findIndex((message, index) => !sameJson(back[index], message));
  const role = form[at]?.role;
  return role && { reason: REASONS[role], detail: `message ${at} reads back otherwise` };
}

/** Against the conversation itself: no message and no sound call may have gone on the way to the form. */
function missing(back: readonly Message[], messages: readonly Message[]): Refusal | undefined {
  const [read, own] = [countOf(back), countOf(messages)];
  if (read.calls === own.calls && read.others === own.others) return undefined;
  return { reason: 'messages', detail: 'a call, a result or a message is missing' };
}

/** Sound calls, and messages that are no system prompt. */
function countOf(messages: readonly Message[]): { calls: number; others: number } {
  const count = { calls: 0, others: 0 };
  for (const { role, content } of messages) {
    if (role !== 'system') count.others += 1;
    for (const block of content) if (block.type === 'tool_call' && block.arguments) count.calls += 1;
  }
  return count;
}
