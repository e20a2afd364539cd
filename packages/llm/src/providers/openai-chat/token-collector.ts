/** The tokens of an answer, as far as the server gives them: ids of prompt and answer, logprobs. */
import type { ReplyTokens, TokenLogprob } from '@nex/core';
import type { WireChoice, WireLogprob, WireReply } from './wire.ts';

export interface TokenCollector {
  push(part: WireReply, choice: WireChoice | undefined): void;
  /** `undefined` when the server gave none. */
  tokens(): ReplyTokens | undefined;
}

const TOKEN_ID = /^token_id:(\d+)$/;

export function createTokenCollector(): TokenCollector {
  let promptTokenIds: number[] | undefined;
  let tokenIds: number[] | undefined;
  let logprobs: TokenLogprob[] | undefined;
  return {
    push(part, choice) {
      const prompt = part.prompt_token_ids ?? choice?.prompt_token_ids;
      if (prompt) promptTokenIds ??= prompt;
      if (choice?.token_ids) tokenIds = append(tokenIds, choice.token_ids);
      const more = choice?.logprobs?.content;
      if (more) logprobs = append(logprobs, more.map(logprobOf));
    },
    tokens() {
      if (!promptTokenIds && !tokenIds && !logprobs) return undefined;
      const ids = tokenIds ?? idsOf(logprobs);
      if (ids && logprobs?.length === ids.length) {
        logprobs.forEach((one, i) => (one.tokenId ??= ids[i]));
      }
      return {
        ...(promptTokenIds ? { promptTokenIds } : {}),
        ...(ids ? { tokenIds: ids } : {}),
        ...(logprobs ? { logprobs } : {}),
      };
    },
  };
}

function append<T>(list: T[] | undefined, more: T[]): T[] {
  if (!list) return more.slice();
  for (const one of more) list.push(one);
  return list;
}

function logprobOf({ token = '', logprob = 0, top_logprobs }: WireLogprob): TokenLogprob {
  const made: TokenLogprob = { token, logprob };
  const id = idOf(token);
  if (id !== undefined) made.tokenId = id;
  if (top_logprobs && top_logprobs.length > 0) made.top = top_logprobs.map(logprobOf);
  return made;
}

function idOf(token: string): number | undefined {
  const match = TOKEN_ID.exec(token);
  return match ? Number(match[1]) : undefined;
}

function idsOf(logprobs: TokenLogprob[] | undefined): number[] | undefined {
  const ids = logprobs?.flatMap(({ tokenId }) => (tokenId === undefined ? [] : [tokenId]));
  return ids && ids.length > 0 && ids.length === logprobs?.length ? ids : undefined;
}
