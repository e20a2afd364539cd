/** The tokens of an answer, as far as the server gives them: ids of prompt and answer, logprobs. */
import type { ReplyTokens, TokenLogprob } from '@nex/core';
import { logprobOf } from '../openai-logprobs.ts';
import type { WireChoice, WireReply } from './wire.ts';

export interface TokenCollector {
  push(part: WireReply, choice: WireChoice | undefined): void;
  /** `undefined` when the server gave none. */
  tokens(): ReplyTokens | undefined;
}

export function createTokenCollector(): TokenCollector {
  let promptTokenIds: number[] | undefined;
  let tokenIds: number[] | undefined;
  let logprobs: TokenLogprob[] | undefined;
  let stated: WireReply['nexrl_train'];
  return {
    push(part, choice) {
      const prompt = part.prompt_token_ids ?? choice?.prompt_token_ids;
      if (prompt) promptTokenIds ??= prompt;
      if (part.nexrl_train) stated = part.nexrl_train;
      if (choice?.token_ids) tokenIds = append(tokenIds, choice.token_ids);
      const more = choice?.logprobs?.content;
      if (more) logprobs = append(logprobs, more.map(logprobOf));
    },
    tokens() {
      if (stated) return statedTokens(stated, logprobs);
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

/** What a gateway states for a trainer wins over what is pieced together; the texts of tokens are the server's. */
function statedTokens(
  { prompt_tokens, response_tokens, response_logprobs }: NonNullable<WireReply['nexrl_train']>,
  logprobs: readonly TokenLogprob[] = [],
): ReplyTokens {
  const ids = response_tokens ?? undefined;
  const known = logprobs.length === ids?.length ? logprobs : [];
  const values = response_logprobs?.length === ids?.length ? response_logprobs : undefined;
  return {
    ...(prompt_tokens ? { promptTokenIds: prompt_tokens } : {}),
    ...(ids ? { tokenIds: ids } : {}),
    ...(ids && values
      ? {
          logprobs: values.map(
            (logprob, i): TokenLogprob => ({ token: '', ...known[i], tokenId: ids[i] ?? 0, logprob }),
          ),
        }
      : {}),
  };
}

function idsOf(logprobs: TokenLogprob[] | undefined): number[] | undefined {
  const ids = logprobs?.flatMap(({ tokenId }) => (tokenId === undefined ? [] : [tokenId]));
  return ids && ids.length > 0 && ids.length === logprobs?.length ? ids : undefined;
}
