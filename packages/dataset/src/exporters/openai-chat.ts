/**
 * OpenAI's chat form. `tools` is a string that holds JSON (a list in OpenAI's form): parameter schemas differ in shape
 * from row to row, and a column of Arrow or Parquet has one shape. Nothing of a message is lost.
 */

import { EXPORT_VIEWS, type JsonObject, type Message, NexError, RunState, StopReason } from '@nex/core';
import * as z from 'zod';
import { misfit } from '../rows/fits.ts';
import { sameJson } from '../same-json.ts';
import type { Exporter, Refusal } from './exporter.ts';
import {
  CHAT_MESSAGE_TYPE,
  ChatMessage,
  fromChatMessage,
  sameChatMessage,
  toChatMessages,
} from './openai-message.ts';
import { toolsJson } from './tools-json.ts';

const SubAgent = z.object({
  run_id: z.string(),
  parent_run_id: z.string().nullable(),
  parent_call_id: z.string().nullable(),
  agent: z.string(),
  depth: z.number().int(),
  state: RunState,
  stop_reason: StopReason.nullable(),
  messages: z.array(ChatMessage),
  tools: z.string(),
});

/** The default row of a data set. */
export const OpenAiChatRow = z.object({
  id: z.string(),
  query: z.string(),
  messages: z.array(ChatMessage),
  tools: z.string(),
  difficulty: z.string(),
  persona: z.string(),
  problem_type: z.array(z.string()),
  language: z.string(),
  sub_agents: z.array(SubAgent),
  lineage: z.object({
    build_id: z.string(),
    sentence: z.string(),
    framework: z.string(),
    framework_digest: z.string(),
    query_id: z.string(),
    persona: z.string(),
    problem_type: z.array(z.string()),
    difficulty: z.string(),
    sample_index: z.number().int(),
    run_id: z.string(),
    trace_id: z.string(),
    agent: z.string(),
    stop_reason: StopReason.nullable(),
    model: z.string(),
    provider: z.string(),
    offline_model: z.boolean(),
    seed: z.number().int(),
    checks: z.array(z.string()),
    clusters: z.array(z.string()).optional(),
    /** This and the next: null without verifiers, absent in rows from before there were any. */
    reward: z.number().nullish(),
    measured: z
      .object({
        difficulty: z.string(),
        pass_rate: z.number(),
        low: z.number(),
        high: z.number(),
        samples: z.number().int(),
      })
      .nullish(),
  }),
});
export type OpenAiChatRow = z.infer<typeof OpenAiChatRow>;

export const openAiChat: Exporter = {
  name: 'openai-chat',
  version: 1,
  title: "OpenAI's chat form",
  description: "Messages in OpenAI's chat form with tool calls beside the content; nothing is lost.",
  views: EXPORT_VIEWS,
  fields: [
    {
      name: 'messages',
      type: { list: CHAT_MESSAGE_TYPE },
      about: "The agent's conversation, from the system prompt to the answer.",
    },
    { name: 'tools', type: 'string', about: "JSON: the agent's tools, as OpenAI's `tools` parameter." },
  ],
  write: ({ messages, train, tools }) => {
    const written = toChatMessages(messages, train);
    return {
      fields: { messages: written, tools: toolsJson(tools) } as unknown as JsonObject,
      losses: {},
      prove: (fields) => prove(chatMessages(fields), written, messages),
    };
  },
  read: (fields) => checkedMessages(fields).map(fromChatMessage),
};

/** A message without `extra` was read back when it was made, so that it is the same is enough. */
function prove(
  read: readonly ChatMessage[],
  written: readonly ChatMessage[],
  messages: readonly Message[],
): Refusal | undefined {
  if (read.length !== messages.length) return { reason: 'messages', detail: 'a message is missing' };
  for (const [index, chat] of read.entries()) {
    const made = written[index];
    if (made?.extra === null && sameChatMessage(chat, made)) continue;
    if (chat.train !== made?.train || !sameJson(fromChatMessage(chat), messages[index])) {
      return { reason: 'messages', detail: `message ${index} reads back otherwise` };
    }
  }
  return undefined;
}

function chatMessages(fields: JsonObject): ChatMessage[] {
  return fields['messages'] as unknown as ChatMessage[];
}

function checkedMessages(fields: JsonObject): ChatMessage[] {
  const wrong = misfit(fields['messages'] ?? null, { list: CHAT_MESSAGE_TYPE }, 'messages');
  const parsed = z.array(ChatMessage).safeParse(fields['messages']);
  if (wrong === undefined && parsed.success) return parsed.data;
  const where = wrong ?? parsed.error?.issues[0]?.message;
  throw new NexError('invalid_request', `The row is no openai-chat row: ${where}.`, { where: 'messages' });
}
