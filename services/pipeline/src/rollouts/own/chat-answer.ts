/** An answer of the policy model in the words of OpenAI's chat completions, with what a trainer reads beside them. */
import { type ModelDelta, type ModelReply, textOf, toolCallsOf } from '@nex/core';
import * as z from 'zod';

const ToolCall = z.object({
  id: z.string(),
  type: z.literal('function'),
  function: z.object({ name: z.string(), arguments: z.string() }),
});

export const PolicyChatCompletion = z.object({
  id: z.string(),
  object: z.literal('chat.completion'),
  created: z.number().int().describe('Seconds since 1970.'),
  model: z.string(),
  choices: z.array(
    z.object({
      index: z.number().int(),
      message: z.object({
        role: z.literal('assistant'),
        content: z.string().nullable(),
        reasoning_content: z.string().optional(),
        refusal: z.null(),
        tool_calls: z.array(ToolCall).optional(),
      }),
      logprobs: z.null(),
      finish_reason: z.enum(['stop', 'tool_calls', 'length', 'content_filter']),
    }),
  ),
  usage: z.object({
    prompt_tokens: z.number().int(),
    completion_tokens: z.number().int(),
    total_tokens: z.number().int(),
  }),
  nexrl_train: z
    .object({
      prompt_tokens: z.array(z.number().int()),
      response_tokens: z.array(z.number().int()),
      response_logprobs: z.array(z.number()).nullable(),
    })
    .optional()
    .describe('As far as the model server gives tokens.'),
});
export type PolicyChatCompletion = z.infer<typeof PolicyChatCompletion>;

/** Of one answer, the same in all its parts. */
export interface AnswerHead {
  id: string;
  created: number;
  model: string;
}

export function completionOf(head: AnswerHead, reply: ModelReply): PolicyChatCompletion {
  const { content } = reply.message;
  const reasoning = content.flatMap((block) => (block.type === 'reasoning' ? [block.text] : [])).join('\n');
  const calls = toolCallsOf(reply.message);
  const text = textOf(reply.message);
  const message = {
    role: 'assistant' as const,
    content: text === '' && calls.length > 0 ? null : text,
    refusal: null,
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(calls.length === 0
      ? {}
      : {
          tool_calls: calls.map(({ id, name, argumentsText }) => ({
            id,
            type: 'function' as const,
            function: { name, arguments: argumentsText },
          })),
        }),
  };
  return {
    ...head,
    object: 'chat.completion',
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishOf(reply) }],
    usage: usageOf(reply),
    ...trainOf(reply),
  };
}

export function deltaChunk(head: AnswerHead, delta: Exclude<ModelDelta, { type: 'restart' }>) {
  if (delta.type === 'text') return chunkOf(head, { content: delta.delta });
  if (delta.type === 'reasoning') return chunkOf(head, { reasoning_content: delta.delta });
  const { index, id, name, argumentsDelta } = delta;
  const call = {
    index,
    ...(id === undefined ? {} : { id, type: 'function' }),
    function: {
      ...(name === undefined ? {} : { name }),
      ...(argumentsDelta === undefined ? {} : { arguments: argumentsDelta }),
    },
  };
  return chunkOf(head, { tool_calls: [call] });
}

/** A whole answer as one part, for one that is given again. */
export function wholeChunk(head: AnswerHead, reply: ModelReply) {
  const { tool_calls: calls, ...message } = completionOf(head, reply).choices[0]?.message ?? {};
  return chunkOf(head, {
    ...message,
    ...(calls && { tool_calls: calls.map((call, index) => ({ index, ...call })) }),
  });
}

export function lastChunks(head: AnswerHead, reply: ModelReply, withUsage: boolean): object[] {
  const last = { ...chunkOf(head, {}, finishOf(reply)), ...trainOf(reply) };
  return withUsage ? [last, { ...chunkOf(head, {}), choices: [], usage: usageOf(reply) }] : [last];
}

export function chunkOf(head: AnswerHead, delta: object, finish: string | null = null) {
  return {
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  };
}

function finishOf({ finishReason }: ModelReply) {
  return finishReason === 'unknown' ? 'stop' : finishReason;
}

function usageOf({ usage: { inputTokens, outputTokens } }: ModelReply) {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  };
}

function trainOf({ tokens }: ModelReply): Pick<PolicyChatCompletion, 'nexrl_train'> {
  if (!tokens?.promptTokenIds || !tokens.tokenIds) return {};
  const { promptTokenIds, tokenIds, logprobs } = tokens;
  const known = logprobs?.length === tokenIds.length ? logprobs.map(({ logprob }) => logprob) : null;
  return {
    nexrl_train: { prompt_tokens: promptTokenIds, response_tokens: tokenIds, response_logprobs: known },
  };
}
