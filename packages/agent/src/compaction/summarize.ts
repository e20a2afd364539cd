/**
 * A model sums up the older part of a conversation. A part that does not fit into one request is summed up piece by
 * piece, each with the summary so far; a piece that the model refuses as too long is halved.
 */
import {
  addUsage,
  type Message,
  type Model,
  NexError,
  NO_USAGE,
  textMessage,
  textOf,
  type Usage,
} from '@nex/core';
import { CHARACTERS_PER_TOKEN, estimateTextTokens } from '../estimate-tokens.ts';
import { transcriptOf } from './transcript.ts';

/** Kept free for the instructions and the answer. */
const RESERVED_TOKENS = 4_096;
const MIN_PIECE_TOKENS = 512;

export const SUMMARY_PROMPT = `You keep the memory of an agent whose conversation has become too long. Sum up the part that you are given, so that the agent can go on without it. Keep, exactly as they are: what the user asked for and every constraint; decisions and why; facts, numbers, names, identifiers, paths and addresses that were found, with their source; files that were read or changed; errors and how they were dealt with; what is done, what is open, and the next step. Leave out what no later step can need. Write plain text with short headings. Do not add anything that is not there.`;

export interface SummaryOptions {
  model: Model;
  prompt: string;
  /** What the model takes, in tokens as they are estimated. */
  maxContextTokens: number;
  signal: AbortSignal;
}

/** Without `text` when the model failed or said nothing; what it cost is said all the same. Rejects when the signal aborts. */
export async function summarize(
  messages: readonly Message[],
  options: SummaryOptions,
): Promise<{ text?: string; usage: Usage }> {
  const { model, prompt, signal } = options;
  const transcript = transcriptOf(messages);
  const room = options.maxContextTokens - RESERVED_TOKENS - estimateTextTokens(prompt);
  /** Part of the room that is used; the model may take less than is believed. */
  let share = 1;
  let text = '';
  let usage: Usage = NO_USAGE;
  for (let at = 0; at < transcript.length; ) {
    const pieceTokens = Math.max((room - estimateTextTokens(text)) * share, MIN_PIECE_TOKENS);
    const end = at + Math.floor(pieceTokens * CHARACTERS_PER_TOKEN);
    const before = text === '' ? '' : `Summary so far:\n${text}\n\n`;
    const piece = transcript.slice(at, end).toWellFormed();
    const question = `${before}Conversation:\n${piece}\n\nWrite the summary now.`;
    try {
      const asked = { messages: [textMessage('system', prompt), textMessage('user', question)] };
      const reply = await model.call(asked, { signal });
      usage = addUsage(usage, reply.usage);
      text = textOf(reply.message).trim();
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      const tooLong = thrown instanceof NexError && thrown.code === 'context_overflow';
      if (!tooLong || pieceTokens <= MIN_PIECE_TOKENS) return { usage };
      share /= 2;
      continue;
    }
    if (text === '') return { usage };
    at = end;
  }
  return { text, usage };
}
