/**
 * The model that all agents of one run ask, in the place of those that their files name: a trainer's own. Its key stays
 * with the operator, who gives it a name.
 */
import * as z from 'zod';
import { DialectName } from './dialect-name.ts';

export const RUN_MODEL_KINDS = ['openai_chat_completion', 'generate_with_token'] as const;

export const RunModel = z
  .strictObject({
    kind: z
      .enum(RUN_MODEL_KINDS)
      .describe('An OpenAI-compatible server, or one that takes and gives tokens (`/generate` of SGLang).'),
    baseUrl: z.url().max(500),
    model: z.string().min(1).max(200),
    keyRef: z
      .string()
      .regex(/^[A-Za-z0-9_.-]{1,100}$/, 'a name of a key')
      .optional()
      .describe('Name by which the operator keeps the key of that server (RUN_MODEL_KEYS).'),
    tokenizer: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/, 'a name of a tokenizer')
      .optional()
      .describe('Folder below TOKENIZERS_DIR; for `generate_with_token`.'),
    dialect: DialectName.default('hermes').describe('How the model writes calls; for `generate_with_token`.'),
    askTokens: z
      .boolean()
      .default(true)
      .describe('Asks an OpenAI-compatible server for `logprobs` and `return_token_ids`.'),
    sampling: z
      .strictObject({
        temperature: z.number().min(0).max(5).optional(),
        topP: z.number().gt(0).max(1).optional(),
        maxTokens: z.number().int().positive().optional(),
      })
      .default({}),
  })
  .refine(({ kind, tokenizer }) => kind !== 'generate_with_token' || tokenizer !== undefined, {
    message: 'name the tokenizer of the model',
    path: ['tokenizer'],
  });
export type RunModel = z.output<typeof RunModel>;

/** One unbroken sequence of tokens: each prompt in it begins with all that stood before. */
export const SampledSequence = z.object({
  tokens: z.array(z.number().int()),
  /** What was sampled, in order: from `start` to before `end`, by the answer of that index. */
  spans: z.array(
    z.object({ start: z.number().int(), end: z.number().int(), answer: z.number().int().nonnegative() }),
  ),
  /** As long as `tokens`, 0 where nothing was sampled; absent unless every answer in it has its own. */
  logprobs: z.array(z.number()).optional(),
});
export type SampledSequence = z.infer<typeof SampledSequence>;

/** What the model servers told of the answers of one run. */
export const RunTokens = z.object({
  runId: z.string(),
  /** In order. Times in ms since 1970. */
  answers: z.array(
    z.object({
      startedAt: z.number(),
      finishedAt: z.number(),
      /** As the server names the weights that it sampled with. */
      weightVersion: z.string().optional(),
    }),
  ),
  /** Empty unless every answer has the ids of its prompt and its own. */
  sequences: z.array(SampledSequence),
});
export type RunTokens = z.infer<typeof RunTokens>;
