/**
 * The request of OpenAI's chat completions as a request to the policy model. Which model answers, and its sampling as far as
 * the batch names it, is the batch's.
 */
import {
  type Block,
  type Message,
  type ModelRequest,
  NexError,
  parseJsonObject,
  type Sampling,
  type ToolDefinition,
  textMessage,
} from '@nex/core';
import * as z from 'zod';

const Part = z.union([
  z.looseObject({ type: z.literal('text'), text: z.string() }),
  z.looseObject({
    type: z.literal('image_url'),
    image_url: z.looseObject({ url: z.string(), detail: z.enum(['low', 'high', 'auto']).optional() }),
  }),
]);
const Content = z.union([z.string(), z.array(Part)]);
const Call = z.looseObject({
  id: z.string(),
  function: z.looseObject({ name: z.string(), arguments: z.string() }),
});
const ChatMessage = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  content: Content.nullish(),
  reasoning_content: z.string().nullish(),
  tool_calls: z.array(Call).nullish(),
  tool_call_id: z.string().nullish(),
});
const Tool = z.looseObject({
  type: z.literal('function'),
  function: z.looseObject({
    name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
    description: z.string().nullish(),
    parameters: z.record(z.string(), z.json()).nullish(),
  }),
});

export const PolicyChatRequest = z.looseObject({
  model: z.string().nullish().describe('Has no effect: the model is that of the batch.'),
  messages: z.array(ChatMessage).min(1).max(5000),
  tools: z.array(Tool).max(1000).nullish(),
  tool_choice: z.json().optional(),
  parallel_tool_calls: z.boolean().nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  n: z.literal(1).nullish(),
  temperature: z.number().min(0).max(5).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  max_tokens: z.number().int().positive().nullish(),
  max_completion_tokens: z.number().int().positive().nullish(),
  seed: z.number().int().nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(16)]).nullish(),
  response_format: z.json().optional(),
});
export type PolicyChatRequest = z.infer<typeof PolicyChatRequest>;

/** Fields that go to the server as they are. */
const PASSED = ['tool_choice', 'parallel_tool_calls', 'response_format'] as const;

export interface PolicyAsk extends ModelRequest {
  messages: Message[];
  tools: ToolDefinition[];
  sampling: Sampling;
}

/** Throws `invalid_request` for a result of a call that nobody made. */
export function readChat(body: PolicyChatRequest): PolicyAsk {
  const names = new Map<string, string>();
  const messages = body.messages.map((message, index) => messageOf(message, index, names));
  const tools = (body.tools ?? []).map(({ function: { name, description, parameters } }) => ({
    name,
    description: description ?? '',
    inputSchema: parameters ?? { type: 'object' },
    origin: { kind: 'custom' as const },
    repeatable: false,
    disableParallel: false,
  }));
  const extra = Object.fromEntries(
    PASSED.flatMap((name) => (body[name] == null ? [] : [[name, body[name]]])),
  );
  return { messages, tools, sampling: samplingOf(body), ...(Object.keys(extra).length > 0 && { extra }) };
}

function messageOf(
  {
    role,
    content,
    reasoning_content: reasoning,
    tool_calls: calls,
    tool_call_id: callId,
  }: z.infer<typeof ChatMessage>,
  index: number,
  names: Map<string, string>,
): Message {
  const blocks = blocksOf(content);
  if (role === 'user') return { role, content: blocks };
  if (role === 'tool') {
    const toolName = names.get(callId ?? '');
    if (callId == null || toolName === undefined) {
      throw new NexError('invalid_request', 'The result belongs to no call before it.', {
        where: `messages.${index}.tool_call_id`,
      });
    }
    const result = { toolCallId: callId, toolName, content: blocks, isError: false };
    return { role, content: [{ type: 'tool_result', ...result }] };
  }
  if (role !== 'assistant') {
    return textMessage('system', blocks.flatMap((one) => (one.type === 'text' ? [one.text] : [])).join('\n'));
  }
  const made: Block[] = (calls ?? []).map(({ id, function: { name, arguments: argumentsText } }) => {
    names.set(id, name);
    const parsed = parseJsonObject(argumentsText);
    return { type: 'tool_call', id, name, argumentsText, ...(parsed && { arguments: parsed }) };
  });
  const thought: Block[] = reasoning ? [{ type: 'reasoning', text: reasoning }] : [];
  return { role, content: [...thought, ...blocks, ...made] };
}

function blocksOf(content: z.infer<typeof Content> | null | undefined) {
  if (content == null || content === '') return [];
  if (typeof content === 'string') return [{ type: 'text' as const, text: content }];
  return content.map((part) =>
    part.type === 'text'
      ? { type: 'text' as const, text: part.text }
      : { type: 'image' as const, ...part.image_url },
  );
}

function samplingOf(body: PolicyChatRequest): Sampling {
  const maxTokens = body.max_completion_tokens ?? body.max_tokens;
  return {
    ...(body.temperature == null ? {} : { temperature: body.temperature }),
    ...(body.top_p == null ? {} : { topP: body.top_p }),
    ...(maxTokens == null ? {} : { maxTokens }),
    ...(body.seed == null ? {} : { seed: body.seed }),
    ...(body.frequency_penalty == null ? {} : { frequencyPenalty: body.frequency_penalty }),
    ...(body.presence_penalty == null ? {} : { presencePenalty: body.presence_penalty }),
    ...(body.stop == null ? {} : { stop: [body.stop].flat() }),
  };
}
