/**
 * The request of OpenAI's chat completions, as far as an agent can mean it: `model` names an agent, the messages are the
 * conversation so far. Sampling and tools are the agent's own, so fields for them are accepted and have no effect.
 */
import {
  type ImageBlock,
  type Message,
  NexError,
  type TextBlock,
  textMessage,
  textOf,
  type UserInput,
} from '@nex/core';
import * as z from 'zod';
import { DISCONNECT_POLICIES } from '../runs/cancel-when-gone.ts';

const Part = z.union([
  z.looseObject({ type: z.literal('text'), text: z.string() }),
  z.looseObject({ type: z.literal('image_url'), image_url: z.looseObject({ url: z.string() }) }),
]);
const Content = z.union([z.string(), z.array(Part)]);

const ChatMessage = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  content: Content.nullish(),
});

export const ChatRequest = z.looseObject({
  model: z.string().min(1),
  messages: z.array(ChatMessage).min(1).max(2000),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  seed: z.number().int().nullish(),
  /** Not OpenAI's: what becomes of the run when the client goes before its end. */
  nex_on_disconnect: z.enum(DISCONNECT_POLICIES).nullish(),
  /** Not OpenAI's: false gives a stream the final answer only, when it is there. */
  nex_live: z.boolean().nullish(),
  response_format: z
    .looseObject({
      type: z.string(),
      json_schema: z.looseObject({ schema: z.record(z.string(), z.json()) }).optional(),
    })
    .nullish(),
});
export type ChatRequest = z.infer<typeof ChatRequest>;

/** Messages of tools belong to the client's own agent loop; here the agent has done that work itself. */
export function readConversation({ messages }: ChatRequest): { input: UserInput; history: Message[] } {
  const last = messages.at(-1);
  if (last?.role !== 'user') {
    throw new NexError('invalid_request', 'The last message must be from the user.', { where: 'messages' });
  }
  const history: Message[] = [];
  for (const [index, { role, content }] of messages.slice(0, -1).entries()) {
    if (role === 'tool') {
      throw new NexError(
        'invalid_request',
        'Tool messages cannot be given: the agent calls its tools itself.',
        {
          where: `messages.${index}`,
          hint: 'Send the texts of the conversation only.',
        },
      );
    }
    const blocks = blocksOf(content);
    if (blocks.length === 0) continue;
    if (role === 'user') history.push({ role, content: blocks });
    else history.push(textMessage(role === 'assistant' ? role : 'system', textOf({ content: blocks })));
  }
  const blocks = blocksOf(last.content);
  const text = textOf({ content: blocks });
  const input = blocks.some((block) => block.type === 'image') ? blocks : text;
  if (input === '')
    throw new NexError('invalid_request', 'The last message is empty.', { where: 'messages' });
  return { input, history };
}

function blocksOf(content: z.infer<typeof Content> | null | undefined): (TextBlock | ImageBlock)[] {
  if (content == null || content === '') return [];
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return content.map((part) =>
    part.type === 'text' ? { type: 'text', text: part.text } : { type: 'image', url: part.image_url.url },
  );
}
