/** How the tools of this face are defined, and what several of them share. */
import type { CallOptions, Client } from '@nex/client';
import { NexError } from '@nex/core';
import type { HttpRequest } from '@nex/http';
import { type FaceTool, type ToolCall as FaceToolCall, READS, toolsOf } from '@nex/mcp-face';
import * as z from 'zod';

export interface Platform {
  /** Asks the gateway as the caller of the tool. */
  client: Client;
  /** That brought the call. */
  request: HttpRequest;
}

export type ToolCall = FaceToolCall<Platform>;
export type PlatformTool = FaceTool<Platform>;

export const defineTool = toolsOf<Platform>();
export { READS };

export const STOPS = {
  readOnlyHint: false,
  destructiveHint: true,
  idempotentHint: true,
  openWorldHint: false,
} as const;

export const STARTS = {
  readOnlyHint: false,
  destructiveHint: false,
  idempotentHint: false,
  openWorldHint: true,
} as const;

/** Arguments of a list. */
export const PAGE = {
  limit: z.number().int().min(1).max(100).default(20),
  cursor: z.string().min(1).max(500).optional().describe('nextCursor of the page before.'),
};

export const IDEMPOTENCY_KEY = z
  .string()
  .min(1)
  .max(200)
  .optional()
  .describe('A second call with the same key gives what the first one made.');

/** A call that waits longer is cut by clients and proxies. */
const MAX_WAIT_SECONDS = 300;

export const waitSeconds = (preset: number) =>
  z.number().min(0).max(MAX_WAIT_SECONDS).default(preset).describe('0: answers at once.');

/** Follows what `events` tells until its end or until the time is over. Throws when the caller cancels. */
export async function follow<T>(
  { signal, progress }: ToolCall,
  seconds: number,
  events: (options: CallOptions) => AsyncIterable<T>,
  textOf: (event: T) => string | undefined,
): Promise<void> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(seconds * 1000))]);
  let told = 0;
  let last: string | undefined;
  try {
    for await (const event of events({ signal: limit })) {
      const text = textOf(event);
      if (text === undefined || text === last) continue;
      last = text;
      told += 1;
      await progress(told, text);
    }
  } catch (thrown) {
    if (signal.aborted || !limit.aborted) throw thrown;
  }
}

const MAX_CHARS = 100_000;
const SHORTEST = 200;

/**
 * The value with its longest texts cut, so that it is at most 100,000 characters of JSON; the cut says how much is left
 * out. Throws `too_large` for a value that is large without long texts.
 */
export function bounded<T>(value: T): T {
  for (let longest = MAX_CHARS; longest >= SHORTEST; longest /= 2) {
    const cut = longest === MAX_CHARS ? value : shorten(value, Math.floor(longest));
    if (JSON.stringify(cut).length <= MAX_CHARS) return cut as T;
  }
  throw new NexError('too_large', 'The answer is too large for one tool result.', {
    hint: 'Ask for less: a smaller limit, or one thing instead of many.',
  });
}

function shorten(value: unknown, longest: number): unknown {
  if (typeof value === 'string') {
    const left = value.length - longest;
    return left > 0 ? `${value.slice(0, longest)} [… ${left} characters left out]` : value;
  }
  if (Array.isArray(value)) return value.map((one) => shorten(one, longest));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shorten(one, longest)]));
}
