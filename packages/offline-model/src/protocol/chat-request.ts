/**
 * The body of a chat completion request: what is read is checked, what is not read is let through.
 */
import { z } from 'zod';
import type { JsonSchema } from '../schema/json-schema.ts';

const contentPart = z.looseObject({ type: z.string(), text: z.string().optional() });
const content = z.union([z.string(), z.array(contentPart), z.null()]).optional();

const toolCall = z.looseObject({
  id: z.string(),
  type: z.literal('function').default('function'),
  function: z.looseObject({ name: z.string(), arguments: z.string().default('{}') }),
});

const message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  content,
  name: z.string().optional(),
  tool_calls: z.array(toolCall).nullish(),
  tool_call_id: z.string().optional(),
});

const schemaShape = z.custom<JsonSchema>(
  (value) => typeof value === 'object' && value !== null,
  'must be an object',
);

const tool = z.looseObject({
  type: z.literal('function'),
  function: z.looseObject({
    name: z.string().min(1),
    description: z.string().optional(),
    parameters: schemaShape.nullish(),
  }),
});

const toolChoice = z.union([
  z.enum(['none', 'auto', 'required']),
  z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: z.string() }) }),
]);

const responseFormat = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text') }),
  z.looseObject({ type: z.literal('json_object') }),
  z.looseObject({
    type: z.literal('json_schema'),
    json_schema: z.looseObject({
      name: z.string(),
      schema: schemaShape.default({}),
      strict: z.boolean().nullish(),
    }),
  }),
]);

/** Checks the body of `POST /v1/chat/completions`. */
export const chatRequestSchema = z.looseObject({
  model: z.string().optional(),
  messages: z.array(message).min(1),
  tools: z.array(tool).nullish(),
  tool_choice: toolChoice.nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  response_format: responseFormat.nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
  seed: z.number().int().nullish(),
  max_tokens: z.number().int().positive().nullish(),
  max_completion_tokens: z.number().int().positive().nullish(),
});

/** A checked request. */
export type ChatRequest = z.infer<typeof chatRequestSchema>;
/** A message of a checked request. */
export type ChatMessage = ChatRequest['messages'][number];

/** The text of a message, its parts joined. */
export function textOf(given: ChatMessage): string {
  if (typeof given.content === 'string') return given.content;
  if (!given.content) return '';
  return given.content.map((part) => part.text ?? '').join('\n');
}
