/**
 * Stage 2: one message with a summary takes the place of the older part, or a note when there is no summary to be had.
 * The newest request stays as the message that it is, and so do the corrections since, which are counted.
 */
import { type Message, type Model, NO_USAGE, type Usage } from '@nex/core';
import { foundTools } from '../deferred/found-tools.ts';
import { isCorrection } from '../output/read-output.ts';
import { type Keep, keptFrom, newestRequest, systemLength } from './conversation.ts';
import { type Draft, draftTokens, replaceRange } from './draft.ts';
import { readHandOff, writeHandOff } from './hand-off.ts';
import type { CompactionPolicy } from './policy.ts';
import { SUMMARY_PROMPT, summarize } from './summarize.ts';

interface SummaryInput {
  policy: CompactionPolicy;
  model: Model;
  maxContextTokens: number;
  signal: AbortSignal;
}

export interface Replaced {
  stage: 'summarize' | 'drop';
  /** Absent when nothing could be gained. */
  draft?: Draft;
  usage: Usage;
}

/** Rejects when the signal aborts. */
export async function replaceOlder(draft: Draft, keep: Keep, input: SummaryInput): Promise<Replaced> {
  const start = systemLength(draft.messages);
  const end = keptFrom(draft.messages, keep);
  const older = draft.messages.slice(start, end);
  const request = newestRequest(draft.messages);
  const by = (summary: string) => {
    const written = [{ message: writeHandOff({ summary, tools: [...foundTools(older)] }), origin: null }];
    const kept = older.flatMap((message, index) => {
      const at = start + index;
      const stays = at === request || (at > request && isCorrection(message));
      return stays ? [{ message, origin: draft.origins[at] ?? null }] : [];
    });
    return replaceRange(draft, start, end, [...written, ...kept]);
  };
  const dropped = by(noteOn(older));
  // A summary is no shorter than the note.
  if (draftTokens(dropped) >= draftTokens(draft)) return { stage: 'drop', usage: NO_USAGE };
  const { policy, ...options } = input;
  const prompt = policy.summaryPrompt ?? SUMMARY_PROMPT;
  const { text, usage } = await summarize(older, { ...options, prompt });
  const summed = text === undefined ? undefined : by(text);
  return summed && draftTokens(summed) < draftTokens(draft)
    ? { stage: 'summarize', draft: summed, usage }
    : { stage: 'drop', draft: dropped, usage };
}

/** What an earlier summary said stays. */
function noteOn(older: readonly Message[]): string {
  const turns = older.filter((message) => message.role === 'assistant').length;
  const earlier = older.map((message) => readHandOff(message)?.summary).find((summary) => summary);
  const note = `${turns} earlier steps were removed and could not be summed up. Look up again what you need of them.`;
  return earlier === undefined ? note : `${earlier}\n\n${note}`;
}
