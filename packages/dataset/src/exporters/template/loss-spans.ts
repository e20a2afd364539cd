/**
 * Where a rendered text holds what the assistant wrote, and nothing else: from behind the head that the prompt ends with to
 * the mark that ends the turn, or to what the template writes into the turn from other messages. A template that marks it with `{% generation %}` is taken at its word. A text in which a
 * turn cannot be told from its surroundings is refused.
 */
import type { Message } from '@nex/core';
import type { TracedText, WrittenPart } from '@nex/dialects';
import type { Refusal } from '../exporter.ts';
import { afterPrompt, lastMark, sharedLength } from './marks.ts';
import type { TurnHeads } from './turn-heads.ts';
import type { ForeignTurns } from './written-check.ts';

/** In UTF-16 units, the end not included. */
export interface Span {
  start: number;
  end: number;
}

export interface SpanSource {
  messages: readonly Message[];
  train: readonly boolean[];
  traced: TracedText;
  heads: TurnHeads;
  endTokens: readonly string[];
  foreign: ForeignTurns;
  /** The text of the turn when no result follows it. */
  alone(at: number): string;
}

/** Of the turns that are trained on, in the order of the text. */
export function lossSpans(source: SpanSource): Span[] | Refusal {
  const { messages, train, traced } = source;
  const isTrained = (at: number) => train[at] === true && messages[at]?.role === 'assistant';
  // A tokenizer makes the mark of it, and a model that learned it would stop there.
  const ended = [...messages.keys()].find((at) => isTrained(at) && saysEnd(source, at));
  if (ended !== undefined) return unclear(ended, 'says itself what ends a turn');
  if (traced.generated) {
    const marked = traced.generated.filter(({ message, start, end }) => end > start && isTrained(message));
    return marked.map(({ start, end }) => ({ start, end }));
  }
  const spans: Span[] = [];
  for (const at of messages.keys()) {
    if (!isTrained(at)) continue;
    const part = partOf(traced, at);
    if (!part) return unclear(at, 'is not written in one place');
    const span = spanOf(source, part);
    if ('reason' in span) return span;
    if (span.end > span.start) spans.push(span);
  }
  return spans.toSorted((a, b) => a.start - b.start);
}

function saysEnd({ messages, endTokens }: SpanSource, at: number): boolean {
  const said = JSON.stringify(messages[at]?.content);
  return endTokens.some((token) => said.includes(JSON.stringify(token).slice(1, -1)));
}

/** The one place where a message is written. */
export function partOf({ parts }: TracedText, at: number): WrittenPart | undefined {
  const [first, ...more] = parts.filter(({ message }) => message === at);
  return more.length === 0 ? first : undefined;
}

function spanOf(source: SpanSource, part: WrittenPart): Span | Refusal {
  const { traced, heads, foreign } = source;
  const { text } = traced;
  const at = part.message;
  let turn = text.slice(part.start, part.end);
  const head = afterPrompt(turn, heads.of(at, text.slice(0, part.start), turn));
  if (head === undefined) return unclear(at, 'does not begin as the prompt for it ends');
  const marked = foreign.get(at);
  if (marked !== undefined) {
    const alone = source.alone(at);
    turn = turn.slice(0, Math.min(sharedMarks(turn, alone), sharedMarks(marked, alone)));
    if (turn.length <= head) return unclear(at, 'holds what another message says');
  }
  const start = part.start + head;
  const end = Math.max(start, part.start + turn.trimEnd().length);
  return { start, end: closedAt(source, end, part.start + turn.length) };
}

/** How far the turn is what it is alone: wholly, or to the end of the last mark or line that both have. */
function sharedMarks(turn: string, alone: string): number {
  const shared = sharedLength(turn, alone);
  return shared === alone.length ? shared : lastMark(turn.slice(0, shared));
}

/** Behind the end token, where one follows at once or behind the turn's last white space. */
function closedAt({ traced: { text }, endTokens }: SpanSource, end: number, partEnd: number): number {
  for (const from of [end, partEnd]) {
    const token = endTokens.find((candidate) => text.startsWith(candidate, from));
    if (token !== undefined) return from + token.length;
  }
  return end;
}

function unclear(at: number, problem: string): Refusal {
  return { reason: 'spans', detail: `turn ${at} ${problem}` };
}
