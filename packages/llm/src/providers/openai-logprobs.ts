/** Logprobs in OpenAI's words, which its two APIs and their imitators share. */
import type { TokenLogprob } from '@nex/core';

export interface WireLogprob {
  /** vLLM writes `token_id:123` when it is asked for ids. */
  token?: string;
  logprob?: number;
  top_logprobs?: WireLogprob[] | null;
}

const TOKEN_ID = /^token_id:(\d+)$/;

export function logprobOf({ token = '', logprob = 0, top_logprobs }: WireLogprob): TokenLogprob {
  const made: TokenLogprob = { token, logprob };
  const id = TOKEN_ID.exec(token)?.[1];
  if (id !== undefined) made.tokenId = Number(id);
  if (top_logprobs && top_logprobs.length > 0) made.top = top_logprobs.map(logprobOf);
  return made;
}
