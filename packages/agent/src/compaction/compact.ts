/**
 * Makes a conversation smaller, stage by stage, until it fits: clear old results, sum up the older part (or drop it,
 * when no summary can be had), keep one turn only, cut what is left. All system messages stay; calls keep their
 * results; the newest request stays word for word.
 */
import { addUsage, type Message, type Model, NO_USAGE, type ToolDefinition, type Usage } from '@nex/core';
import { estimateTokens } from '../estimate-tokens.ts';
import { clearResults } from './clear-results.ts';
import { type Keep, keptFrom } from './conversation.ts';
import { type Draft, draftOf, draftTokens } from './draft.ts';
import { type CompactionPolicy, DEFAULT_KEEP_TURNS, DEFAULT_THRESHOLD } from './policy.ts';
import { replaceOlder } from './replace-older.ts';
import type { CompactionReport, CompactionStage } from './report.ts';
import { shortenResults } from './shorten-results.ts';

/** What is left of one text when results are cut: at first, and at the least. */
const SHORTENED_CHARS = { first: 16_000, last: 500 };

export interface CompactionInput {
  messages: readonly Message[];
  tools: readonly ToolDefinition[];
  /** Size of both, by the provider's count where there is one; estimates are scaled to it. */
  contextTokens: number;
  policy: CompactionPolicy;
  mode: CompactionReport['mode'];
  /** Emergencies in a row for the same call: each takes more away. From 0. */
  attempt: number;
  /** Writes the summaries. */
  model: Model;
  signal: AbortSignal;
}

export interface Compacted extends Draft {
  report: CompactionReport;
}

/** Without `compacted` when nothing could be taken away. Rejects only when the signal aborts. */
export async function compact(input: CompactionInput): Promise<{ compacted?: Compacted; usage: Usage }> {
  const { messages, policy, mode } = input;
  const toolTokens = estimateTokens([], input.tools);
  let draft = draftOf(messages);
  const scale = input.contextTokens / (draftTokens(draft) + toolTokens);
  const size = (one: Draft) => Math.round((draftTokens(one) + toolTokens) * scale);
  const tokensBefore = size(draft);
  const { target, hard } = aims(input);
  const stages: CompactionStage[] = [];
  let usage: Usage = NO_USAGE;
  const take = (stage: CompactionStage, next: Draft) => {
    if (draftTokens(next) >= draftTokens(draft)) return;
    if (stages.at(-1) !== stage) stages.push(stage);
    draft = next;
  };
  const sumUp = async (keep: Keep) => {
    const maxContextTokens = policy.maxContextTokens / scale;
    const replaced = await replaceOlder(draft, keep, { ...input, maxContextTokens });
    usage = addUsage(usage, replaced.usage);
    if (replaced.draft) take(replaced.stage, replaced.draft);
  };

  const keep = keepOf(policy);
  if (policy.firstStage === 'summarize') await sumUp(keep);
  else {
    take('clear-results', clearResults(draft, keptFrom(draft.messages, keep), policy.compactableTools));
    if (size(draft) > target) await sumUp(keep);
  }
  if (size(draft) > target) await sumUp({ turns: 1 });
  // Only what the model cannot take at all is cut.
  for (let chars = SHORTENED_CHARS.first; size(draft) > hard && chars >= SHORTENED_CHARS.last; chars /= 2) {
    take('shorten', shortenResults(draft, chars));
  }
  if (mode === 'emergency' && size(draft) > hard) await sumUp({ turns: 0 });

  if (stages.length === 0) return { usage };
  const report: CompactionReport = {
    mode,
    stages,
    messagesBefore: messages.length,
    messagesAfter: draft.messages.length,
    tokensBefore,
    tokensAfter: size(draft),
  };
  return { compacted: { ...draft, report }, usage };
}

/** Sizes: what is wanted, and above which results are cut. */
function aims({ policy, mode, attempt, contextTokens }: CompactionInput): { target: number; hard: number } {
  const { maxContextTokens: limit, threshold = DEFAULT_THRESHOLD } = policy;
  if (mode === 'regular') return { target: limit * threshold, hard: limit };
  // The provider counts otherwise, or takes less than is believed: each further refusal halves what is aimed at.
  const target = (Math.min(limit, contextTokens) * threshold) / 2 ** (attempt + 1);
  return { target, hard: target };
}

function keepOf({ keepTurns, keepUserRounds }: CompactionPolicy): Keep {
  return keepUserRounds ? { userRounds: keepUserRounds } : { turns: keepTurns ?? DEFAULT_KEEP_TURNS };
}
