/** When and how a conversation is made smaller. */
import type { Model } from '@nex/core';

export interface CompactionPolicy {
  /** What the model takes; the agent's own limit. */
  maxContextTokens: number;
  /** Share of the limit at which a regular compaction begins. Default 0.75. */
  threshold?: number;
  /** Whether there are regular compactions. Default true. */
  auto?: boolean;
  /** Whether a refusal of the provider is answered by a compaction. Default true. */
  emergency?: boolean;
  /** Begins also when the last answer is older than this. */
  idleMs?: number;
  /** The mildest stage that is used. Default `clear-results`. */
  firstStage?: 'clear-results' | 'summarize';
  /** Newest turns that stay as they are. Default 3. */
  keepTurns?: number;
  /** Newest user messages that stay with everything after them; in place of `keepTurns`. */
  keepUserRounds?: number;
  /** Tools whose results may be cleared. Default: all. */
  compactableTools?: ReadonlySet<string>;
  /** Writes the summaries. Default: the agent's own. */
  summaryModel?: Model;
  /** System prompt of the summaries. */
  summaryPrompt?: string;
}

export const DEFAULT_THRESHOLD = 0.75;
export const DEFAULT_KEEP_TURNS = 3;
