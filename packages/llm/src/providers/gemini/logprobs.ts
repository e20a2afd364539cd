/** Logprobs of an answer's tokens in core's words. */
import type { TokenLogprob } from '@nex/core';
import type { WireChosen, WireLogprobs } from './wire.ts';

export function logprobsOf({ chosenCandidates = [], topCandidates = [] }: WireLogprobs): TokenLogprob[] {
  return chosenCandidates.map((chosen, at) => {
    const top = (topCandidates[at]?.candidates ?? []).map(one);
    return { ...one(chosen), ...(top.length > 0 ? { top } : {}) };
  });
}

function one({ token = '', tokenId, logProbability = 0 }: WireChosen): TokenLogprob {
  return { token, logprob: logProbability, ...(tokenId === undefined ? {} : { tokenId }) };
}
