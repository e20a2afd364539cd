/** What a compaction did. */

/** `middleware`: the agent's own middleware changed the conversation. */
export const COMPACTION_STAGES = ['clear-results', 'summarize', 'drop', 'shorten', 'middleware'] as const;
export type CompactionStage = (typeof COMPACTION_STAGES)[number];

export interface CompactionReport {
  /** `regular`: the context came near its limit; `emergency`: the provider refused it. */
  mode: 'regular' | 'emergency';
  stages: CompactionStage[];
  messagesBefore: number;
  messagesAfter: number;
  /** Estimates, on the scale of what the provider last counted. */
  tokensBefore: number;
  tokensAfter: number;
}

/** What gave rise to it: size, time, a refusal of the provider, or a middleware. */
export type CompactionTrigger = 'token_threshold' | 'time_based' | 'context_overflow' | 'middleware';

/** Where in the turn it happens, in NexAU's words. */
export function compactionPhase(mode: CompactionReport['mode']): 'before_model' | 'wrap_model_call' {
  return mode === 'regular' ? 'before_model' : 'wrap_model_call';
}
