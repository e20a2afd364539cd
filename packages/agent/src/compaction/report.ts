/** What a compaction did. */

export const COMPACTION_STAGES = ['clear-results', 'summarize', 'drop', 'shorten'] as const;
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
