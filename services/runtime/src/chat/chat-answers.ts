/** The answers of OpenAI's chat completions and list of models, as far as an agent gives them. */
import * as z from 'zod';

export const ChatUsage = z.object({
  prompt_tokens: z.number().int(),
  completion_tokens: z.number().int(),
  total_tokens: z.number().int(),
  prompt_tokens_details: z.object({ cached_tokens: z.number().int() }),
  completion_tokens_details: z.object({ reasoning_tokens: z.number().int() }),
});

export const ChatCompletion = z.object({
  id: z.string(),
  object: z.literal('chat.completion'),
  created: z.number().int().describe('Seconds since 1970.'),
  model: z.string(),
  choices: z.array(
    z.object({
      index: z.number().int(),
      message: z.object({ role: z.literal('assistant'), content: z.string(), refusal: z.null() }),
      logprobs: z.null(),
      finish_reason: z.enum(['stop', 'length', 'content_filter']),
    }),
  ),
  usage: ChatUsage,
  nex_run_id: z.string().describe('The run that answered.'),
});
export type ChatCompletion = z.infer<typeof ChatCompletion>;

export const ModelList = z.object({
  object: z.literal('list'),
  data: z.array(
    z.object({
      id: z.string().describe('Name of the agent.'),
      object: z.literal('model'),
      created: z.number().int().describe('Seconds since 1970.'),
      owned_by: z.literal('nex'),
    }),
  ),
});
export type ModelList = z.infer<typeof ModelList>;
