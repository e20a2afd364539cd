/**
 * Whether each message is where a text says it is. What users and tools say has to be in the text, and never within what
 * the assistant wrote; a turn has to hold its calls. Where a text is not found as it is, the conversation is rendered
 * once more with a mark in the place of it.
 */
import { type JsonObject, type Message, type ToolDefinition, textOf, toolCallsOf } from '@nex/core';
import type { TracedText, WrittenPart } from '@nex/dialects';
import { type Losses, lose } from '../../losses/losses.ts';
import type { Refusal } from '../exporter.ts';

export interface Check {
  messages: readonly Message[];
  given: readonly JsonObject[];
  tools: readonly ToolDefinition[];
  traced: TracedText;
  render(given: readonly JsonObject[]): TracedText;
}

/** Turns that hold what another message says, with the marks in the place of that. Counts system prompts that are nowhere. */
export type ForeignTurns = ReadonlyMap<number, string>;

export function foreignTurns(check: Check, losses: Losses): ForeignTurns | Refusal {
  const { messages, traced, given } = check;
  const hidden = messages.flatMap((message, at) => (isSeen(message, at, traced) ? [] : [at]));
  const turns = new Map<number, string>();
  if (hidden.length === 0) return turns;
  const mark = markFor(traced.text);
  const marked = check.render(
    given.map((message, at) => (hidden.includes(at) ? { ...message, content: mark(at) } : message)),
  );
  for (const at of hidden) {
    const role = messages[at]?.role;
    if (!marked.text.includes(mark(at))) {
      if (role === 'system') {
        lose(losses, 'left_out');
        continue;
      }
      const reason = role === 'tool' ? 'results' : 'user';
      return { reason, detail: `the template leaves out what message ${at} says` };
    }
    for (const part of marked.parts) {
      const isTurn = messages[part.message]?.role === 'assistant';
      const written = marked.text.slice(part.start, part.end);
      if (isTurn && written.includes(mark(at))) turns.set(part.message, written);
    }
  }
  return turns;
}

function isSeen(message: Message, at: number, { text, parts }: TracedText): boolean {
  if (message.role === 'assistant') return true;
  const said = saidIn(message).trim();
  if (said === '') return true;
  return parts.some((part) => part.message === at && text.slice(part.start, part.end).includes(said));
}

function saidIn({ content, ...message }: Message): string {
  const [first] = content;
  return textOf(first?.type === 'tool_result' ? first : { ...message, content });
}

/** A word that is not in the text, and that no encoding changes. */
function markFor(text: string): (at: number) => string {
  let salt = 0;
  while (text.includes(`mark${salt}of`)) salt += 1;
  return (at) => `mark${salt}of${at}x`;
}

/** Counts what the turns and the definitions lack. A turn without one of its calls is refused. */
export function missingParts(
  { messages, tools, traced: { text } }: Check,
  partOf: (at: number) => WrittenPart | undefined,
  losses: Losses,
): Refusal | undefined {
  for (const [at, message] of messages.entries()) {
    if (message.role !== 'assistant') continue;
    const part = partOf(at);
    const written = part ? text.slice(part.start, part.end) : '';
    if (toolCallsOf(message).some(({ name }) => !written.includes(name)))
      return { reason: 'turn', detail: `the template leaves out a call of message ${at}` };
    for (const block of message.content) {
      if (block.type !== 'text' && block.type !== 'reasoning') continue;
      if (!written.includes(block.text.trim())) lose(losses, 'left_out');
    }
  }
  const unwritten = tools.filter(({ name }) => !text.includes(name)).length;
  if (unwritten > 0) lose(losses, 'unwritten_tools', unwritten);
  return undefined;
}
