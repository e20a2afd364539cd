/** The parts of a token-level answer that are read (SGLang's `/generate` and servers like it). Nothing is certain to be there. */
import type { FinishReason, ReplyTokens, TokenLogprob, Usage } from '@nex/core';

export interface WireGenerated {
  text?: string | null;
  output_ids?: number[] | null;
  output_token_ids?: number[] | null;
  meta_info?: {
    finish_reason?: { type?: string } | string | null;
    prompt_tokens?: number | null;
    completion_tokens?: number | null;
    cached_tokens?: number | null;
    weight_version?: string | number | null;
    /** `[logprob, token id, text or null]` per token; some servers give only the first. */
    output_token_logprobs?: [number, number?, (string | null)?][] | null;
  } | null;
  /** Stated for a trainer by a gateway; wins. */
  nexrl_train?: { response_tokens?: number[] | null; response_logprobs?: number[] | null } | null;
  error?: unknown;
}

/** `undefined` when the server gives no ids. */
export function sampledIdsOf(body: WireGenerated): number[] | undefined {
  const stated = body.nexrl_train?.response_tokens ?? body.output_ids ?? body.output_token_ids;
  if (stated) return stated;
  const logprobs = body.meta_info?.output_token_logprobs;
  const ids = logprobs?.flatMap(([, id]) => (typeof id === 'number' ? [id] : []));
  return ids && ids.length === logprobs?.length ? ids : undefined;
}

export function logprobsOf(
  body: WireGenerated,
  ids: readonly number[],
  textOfToken: (id: number) => string,
): Pick<ReplyTokens, 'logprobs'> {
  const values =
    body.nexrl_train?.response_logprobs ?? body.meta_info?.output_token_logprobs?.map(([logprob]) => logprob);
  if (!values || values.length !== ids.length) return {};
  const texts = body.meta_info?.output_token_logprobs;
  const logprobs = ids.map((tokenId, i): TokenLogprob => {
    const token = texts?.[i]?.[2] ?? textOfToken(tokenId);
    return { token, tokenId, logprob: values[i] ?? 0 };
  });
  return { logprobs };
}

const FINISH_REASONS: Record<string, FinishReason> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool_calls',
};

export function finishReasonOf(body: WireGenerated): FinishReason {
  const reason = body.meta_info?.finish_reason;
  return FINISH_REASONS[(typeof reason === 'string' ? reason : reason?.type) ?? ''] ?? 'unknown';
}

/** Servers whose weights change name those that an answer was sampled with. */
export function weightVersionOf({ meta_info: meta }: WireGenerated): Pick<ReplyTokens, 'weightVersion'> {
  const version = meta?.weight_version ?? undefined;
  return version === undefined ? {} : { weightVersion: String(version) };
}

/** The server was shut down or dropped the request. */
export function isAborted(body: WireGenerated): boolean {
  const reason = body.meta_info?.finish_reason;
  return (typeof reason === 'string' ? reason : reason?.type) === 'abort';
}

/** What the server does not count is counted here. */
export function usageOf(
  { meta_info: meta }: WireGenerated,
  promptCount: number,
  sampledCount: number,
): Usage {
  return {
    inputTokens: meta?.prompt_tokens ?? promptCount,
    outputTokens: meta?.completion_tokens ?? sampledCount,
    cachedInputTokens: meta?.cached_tokens ?? 0,
    reasoningTokens: 0,
    modelCalls: 1,
  };
}
