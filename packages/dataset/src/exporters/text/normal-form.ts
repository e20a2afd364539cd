/**
 * What a text format holds of a conversation: of each turn one reasoning, one text and the sound calls, in this order,
 * with ids counted over the conversation; of each result its text. Whatever else there was is counted as a loss.
 */
import type { Block, JsonObject, Message, ToolCallBlock, ToolResultBlock } from '@nex/core';
import { markedResultText, resultText } from '@nex/dialects';
import { type Losses, lose } from '../../losses/losses.ts';
import type { Refusal } from '../exporter.ts';
import type { ResultGrammar } from './results.ts';

/** What of a result the format holds beside its text. */
export type ResultMarks = Pick<ResultGrammar, 'isNamed' | 'marksErrors'>;

export interface NormalTurn {
  reasoning: string;
  text: string;
  calls: readonly NormalCall[];
}

export interface NormalCall {
  name: string;
  arguments: JsonObject;
}

export interface NormalResult {
  name: string;
  isError: boolean;
  text: string;
}

/** A message of the row: a system or user text, a turn, or all results of a turn. */
export type NormalMessage =
  | { source: 'system' | 'user'; text: string }
  | { source: 'assistant'; turn: NormalTurn }
  | { source: 'tool'; results: readonly NormalResult[] };

export interface Normal {
  messages: NormalMessage[];
  /** Beside each message: where it begins in the conversation. */
  places: number[];
  /** Beside each message: the results as they are rendered; empty for others. */
  rendered: (readonly ToolResultBlock[])[];
  losses: Losses;
}

export function normalForm(messages: readonly Message[], grammar: ResultMarks): Normal | Refusal {
  const normal: Normal = { messages: [], places: [], rendered: [], losses: {} };
  const { losses } = normal;
  const open = new OpenCalls<ToolCallBlock>();
  let calls = 0;
  for (let at = 0; at < messages.length; at += 1) {
    const message = messages[at] as Message;
    let next: NormalMessage;
    let rendered = NOT_RENDERED;
    const place = at;
    if (message.role === 'tool') {
      const run = toolRun(messages, at);
      if (!Array.isArray(run)) return run;
      at += run.length - 1;
      const answered = answersOf(open.take(run.length), run, losses);
      if ('reason' in answered) return answered;
      rendered = answered.results;
      next = { source: 'tool', results: normalResults(answered, grammar, losses) };
    } else if (message.role === 'assistant') {
      const turn = normalTurn(message, losses);
      if ('reason' in turn) return turn;
      const sound = soundCalls(message);
      for (const { id } of sound) {
        calls += 1;
        if (id !== `call_${calls}`) lose(losses, 'call_ids');
      }
      open.add(sound);
      next = { source: 'assistant', turn };
    } else {
      const text = plainText(message, losses);
      if (typeof text !== 'string') return text;
      next = { source: message.role, text };
    }
    normal.messages.push(next);
    normal.places.push(place);
    normal.rendered.push(rendered);
  }
  return normal;
}

const NOT_RENDERED: readonly ToolResultBlock[] = [];

function soundCalls({ content }: Message): ToolCallBlock[] {
  const sound: ToolCallBlock[] = [];
  for (const block of content) if (block.type === 'tool_call' && block.arguments) sound.push(block);
  return sound;
}

/** Calls without results, the newest turn last. A format without ids can only answer a whole turn at once. */
export class OpenCalls<Call extends { name: string } = NormalCall> {
  readonly #turns: (readonly Call[])[] = [];

  add(calls: readonly Call[]): void {
    if (calls.length > 0) this.#turns.push(calls);
  }

  /** The calls that so many results answer, when they are those of a whole turn. */
  take(count: number): readonly Call[] | undefined {
    return this.#turns.at(-1)?.length === count ? this.#turns.pop() : undefined;
  }
}

/** @param calls Those of a whole turn, as many as the results. */
function answersOf(
  calls: readonly ToolCallBlock[] | undefined,
  run: readonly ToolResultBlock[],
  losses: Losses,
): Answered | Refusal {
  if (!calls) {
    lose(losses, 'result_names', run.length);
    return { results: run, calls };
  }
  const results = run.length === 1 ? run : inOrderOf(calls, run);
  const fits = results.every((result, index) => result.toolCallId === calls[index]?.id);
  if (!fits) return { reason: 'results', detail: 'a result answers no call of the turn before it' };
  if (results.some((result, index) => result !== run[index])) lose(losses, 'result_order', run.length);
  return { results, calls };
}

function inOrderOf(calls: readonly ToolCallBlock[], run: readonly ToolResultBlock[]): ToolResultBlock[] {
  const place = new Map(calls.map((call, index) => [call.id, index]));
  return run.toSorted((a, b) => (place.get(a.toolCallId) ?? 0) - (place.get(b.toolCallId) ?? 0));
}

interface Answered {
  results: readonly ToolResultBlock[];
  calls: readonly ToolCallBlock[] | undefined;
}

function normalResults({ results, calls }: Answered, grammar: ResultMarks, losses: Losses): NormalResult[] {
  const normal: NormalResult[] = [];
  for (let at = 0; at < results.length; at += 1) {
    const result = results[at] as ToolResultBlock;
    countResultLosses(result, grammar, losses);
    const called = calls?.[at]?.name ?? '';
    if (!grammar.isNamed && calls && called !== result.toolName) lose(losses, 'result_names');
    normal.push({
      name: grammar.isNamed ? result.toolName : called,
      isError: grammar.marksErrors && result.isError,
      text: grammar.marksErrors ? resultText(result) : markedResultText(result),
    });
  }
  return normal;
}

function countResultLosses(result: ToolResultBlock, grammar: ResultMarks, losses: Losses): void {
  let texts = 0;
  for (const block of result.content) {
    if (block.type === 'image') lose(losses, 'images');
    else texts += 1;
    if (block.type === 'text') countProofs(block, losses);
  }
  if (texts > 1) lose(losses, 'block_order');
  if (result.structured !== undefined) lose(losses, 'structured_results');
  if (result.isError && !grammar.marksErrors) lose(losses, 'error_flags');
  if (result.errorKind !== undefined) lose(losses, 'error_kinds');
}

function toolRun(messages: readonly Message[], from: number): ToolResultBlock[] | Refusal {
  const run: ToolResultBlock[] = [];
  for (let at = from; messages[at]?.role === 'tool'; at += 1) {
    const content = messages[at]?.content ?? [];
    const block = content[0];
    if (block?.type !== 'tool_result' || content.length > 1) return odd('a tool message is not one result');
    run.push(block);
  }
  return run;
}

function plainText(message: Message, losses: Losses): string | Refusal {
  const parts: string[] = [];
  for (const block of message.content) {
    if (block.type === 'image') lose(losses, 'images');
    else if (block.type !== 'text') return odd(`a ${message.role} message holds a ${block.type}`);
    else {
      parts.push(block.text);
      countProofs(block, losses);
    }
  }
  if (parts.length > 1) lose(losses, 'block_order');
  if (parts.length === 0) lose(losses, 'empty_messages');
  return parts.join('\n');
}

/** The order in which the blocks of a turn are written. */
const ORDER = { reasoning: 0, text: 1, tool_call: 2 } as const;

function normalTurn({ content }: Message, losses: Losses): NormalTurn | Refusal {
  const reasoning: string[] = [];
  const texts: string[] = [];
  const malformed: string[] = [];
  const calls: NormalCall[] = [];
  let last = 0;
  let isMoved = false;
  for (const block of content) {
    if (block.type === 'image') {
      lose(losses, 'images');
      continue;
    }
    if (block.type === 'tool_result') return odd('an assistant message holds a tool_result');
    isMoved ||= ORDER[block.type] < last;
    last = ORDER[block.type];
    countProofs(block, losses);
    if (block.type === 'reasoning') reasoning.push(block.text);
    else if (block.type === 'text') texts.push(block.text);
    else if (block.arguments === undefined) malformed.push(block.argumentsText.trim());
    else {
      calls.push({ name: block.name, arguments: block.arguments });
      if (JSON.stringify(block.arguments) !== block.argumentsText) lose(losses, 'argument_spelling');
    }
  }
  if (isMoved || reasoning.length > 1 || texts.length > 1) lose(losses, 'block_order');
  if (malformed.length > 0) lose(losses, 'malformed_calls', malformed.length);
  if (content.length === 0) lose(losses, 'empty_messages');
  return trimmedTurn(reasoning.join('\n'), texts.join('\n'), malformed, calls, losses);
}

/**
 * White space that readers take for layout goes: around reasoning, and between the text and what is next to it.
 * @param malformed Texts of malformed calls, which follow the turn's own.
 */
export function trimmedTurn(
  reasoning: string,
  said: string,
  malformed: readonly string[],
  calls: readonly NormalCall[],
  losses: Losses = {},
): NormalTurn {
  const thought = withoutBreaks(reasoning).trimEnd();
  let text = malformed.length === 0 ? said : joined(said, malformed);
  if (thought !== '') text = withoutBreaks(text);
  if (calls.length > 0) text = text.trimEnd();
  const isTextCut = malformed.length === 0 && text.length !== said.length;
  if (thought.length !== reasoning.length || isTextCut) lose(losses, 'white_space');
  return { reasoning: thought, text, calls };
}

function joined(said: string, malformed: readonly string[]): string {
  return [said, ...malformed]
    .map((part) => part.trimEnd())
    .filter((part) => part !== '')
    .join('\n');
}

/** Without line breaks at its beginning. */
function withoutBreaks(text: string): string {
  let at = 0;
  while (at < text.length && text.charCodeAt(at) === 10) at += 1;
  return at === 0 ? text : text.slice(at);
}

export function countProofs(block: Exclude<Block, { type: 'image' | 'tool_result' }>, losses: Losses): void {
  if (block.signature !== undefined) lose(losses, 'provider_proofs');
  if (block.type === 'text' && block.cache) lose(losses, 'provider_proofs');
  if (block.type !== 'reasoning') return;
  if (block.encrypted !== undefined) lose(losses, 'encrypted_reasoning');
  if (block.id !== undefined || block.format !== undefined) lose(losses, 'provider_proofs');
}

function odd(detail: string): Refusal {
  return { reason: 'unrepresentable', detail };
}
