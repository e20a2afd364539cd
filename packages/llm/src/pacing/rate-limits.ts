/** What an operator allows per minute, by model, and who holds calls to it. */
import { type ModelRequest, NexError, parseJsonObject } from '@nex/core';
import * as z from 'zod';

export const RateLimits = z.record(
  z.string(),
  z
    .strictObject({
      requestsPerMinute: z.number().int().positive().optional(),
      tokensPerMinute: z.number().int().positive().optional(),
    })
    .refine((limit) => limit.requestsPerMinute !== undefined || limit.tokensPerMinute !== undefined),
);
export type RateLimits = z.infer<typeof RateLimits>;

export interface RateLimiter {
  /** Resolves when a call may be made that is thought to use so many tokens; rejects when the signal aborts. */
  admit(model: string, tokens: number, signal: AbortSignal): Promise<void>;
  /** Charges what a call used beyond what it was thought to, or gives back the rest. */
  settle(model: string, difference: number): Promise<void>;
}

/** @throws NexError `config_invalid`. Absent in, absent out. */
export function readRateLimits(text: string | undefined, where: string): RateLimits | undefined {
  if (text === undefined) return undefined;
  const parsed = RateLimits.safeParse(parseJsonObject(text));
  if (parsed.success) return parsed.data;
  throw new NexError('config_invalid', `${where} is not a JSON object of limits by model.`, {
    where,
    hint: 'Write {"model-name": {"requestsPerMinute": 600, "tokensPerMinute": 1000000}}; one of the two is enough.',
  });
}

/** Characters of a request per token: what English text and JSON come to with the usual vocabularies. */
const CHARACTERS_PER_TOKEN = 4;

/** Of the input alone: what an answer uses is known when it is there. */
export function estimatedTokens({ messages, tools }: ModelRequest): number {
  const characters = JSON.stringify(messages).length + (tools ? JSON.stringify(tools).length : 0);
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}
