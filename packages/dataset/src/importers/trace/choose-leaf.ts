/** Which of several leaves is what became of a conversation, and which of several conversations is an agent's own. */
import { toolCallsOf } from '@nex/core';
import { textOfJson } from '../fields.ts';
import { answerText } from '../finish/answer-text.ts';
import type { Conversation, Leaf } from './conversations.ts';
import type { TraceSpan } from './span.ts';

/**
 * The leaf that ends with what the agent gave back; else the last, unless it is a single call beside longer work that came
 * to an answer: a question that was put in between.
 */
export function mainLeaf({ leaves }: Conversation, owner: TraceSpan | undefined): Leaf {
  const latest = leaves.toSorted((a, b) => lastStart(b) - lastStart(a));
  const last = latest[0] as Leaf;
  const answered = latest.find((leaf) => endsWith(leaf, owner));
  if (answered || last.calls.length > 1) return answered ?? last;
  return latest.find((leaf) => leaf.calls.length > 1 && isAnswered(leaf)) ?? last;
}

function isAnswered({ messages }: Leaf): boolean {
  const last = messages.at(-1);
  return last?.role === 'assistant' && toolCallsOf(last).length === 0;
}

/** The conversation that ends with what the agent gave back; else the one with the most calls; else the first. */
export function mainConversation(
  conversations: readonly Conversation[],
  owner: TraceSpan | undefined,
): Conversation | undefined {
  const answered = conversations.find((each) => each.leaves.some((leaf) => endsWith(leaf, owner)));
  const most = Math.max(0, ...conversations.map((each) => each.calls.length));
  return answered ?? conversations.find((each) => each.calls.length === most);
}

function lastStart(leaf: Leaf): number {
  return leaf.calls.at(-1)?.startMs ?? 0;
}

function endsWith(leaf: Leaf, owner: TraceSpan | undefined): boolean {
  const given = owner?.output === undefined ? '' : textOfJson(owner.output).trim();
  const said = answerText(leaf.messages);
  return said !== '' && given !== '' && (given === said || given.includes(JSON.stringify(said)));
}
