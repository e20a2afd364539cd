/**
 * The conversations of a model as token sequences that only grow: the first prompt is tokenized whole, later only what
 * came from outside since. What the model sampled is never tokenized again, so a trainer sees the very tokens.
 * A turn is found again by the object of its answer or of the message before it, and lives as long as they do.
 * Messages that stood at the end of one request only (reminders) stay in the sequence: the model did see them.
 */
import { hash } from 'node:crypto';
import { type Block, type Message, NexError, type ToolDefinition } from '@nex/core';
import type { Tokenizer } from '../../tokens/tokenizer.ts';
import type { TokenFormat } from './token-format.ts';

export interface SessionPrompt {
  tokenIds: number[];
  /** Records the answer, so that the next request can continue it. */
  remember(reply: Message, sampledIds: readonly number[]): void;
}

export interface TokenSessions {
  /**
   * The request in tokens. One that continues no known answer starts a sequence of its own.
   * @throws NexError `invalid_request` when what came before a known answer has been changed since.
   */
  promptOf(messages: readonly Message[], tools: readonly ToolDefinition[]): SessionPrompt;
}

interface Turn {
  reply: Message;
  promptDigest: string;
  sequence: Sequence;
  /** Prompt and answer are so many tokens of the sequence; the rest belongs to the turns that continue this one. */
  length: number;
}

interface Sequence {
  tokenIds: number[];
  /** The newest prompt as text, and its turn. */
  prompt: string;
  newest: Turn | undefined;
}

export function createTokenSessions(tokenizer: Tokenizer, format: TokenFormat): TokenSessions {
  const turns: Turns = { byReply: new WeakMap(), byLastSent: new WeakMap() };

  return {
    promptOf(messages, tools) {
      const render = (until: number, addGenerationPrompt: boolean): string =>
        format.renderPrompt(until === messages.length ? messages : messages.slice(0, until), tools, {
          addGenerationPrompt,
          template: tokenizer.template,
        });
      const text = render(messages.length, true);
      const found = findTurn(messages, turns);
      const added = found ? addedTokens(tokenizer, text, found, render) : tokenizer.encode(text);
      const tokenIds = found
        ? [...found.turn.sequence.tokenIds.slice(0, found.turn.length), ...added]
        : added;
      return {
        tokenIds,
        remember(reply, sampledIds) {
          const sequence = extend(found?.turn, tokenIds, added, sampledIds);
          const { length } = sequence.tokenIds;
          const turn: Turn = { reply, promptDigest: digestOf(text), sequence, length };
          sequence.prompt = text;
          sequence.newest = turn;
          turns.byReply.set(reply, turn);
          const last = messages.at(-1);
          if (last) turns.byLastSent.set(last, [...(turns.byLastSent.get(last) ?? []), turn]);
        },
      };
    },
  };
}

interface Turns {
  byReply: WeakMap<Message, Turn>;
  /** For answers that come back as other objects. */
  byLastSent: WeakMap<Message, Turn[]>;
}

interface Found {
  turn: Turn;
  /** Of the answer within the messages. */
  index: number;
}

/** The last answer of the conversation that was given here. */
function findTurn(messages: readonly Message[], { byReply, byLastSent }: Turns): Found | undefined {
  for (let index = messages.length - 1; index > 0; index -= 1) {
    const [before, message] = [messages[index - 1], messages[index]];
    if (!before || message?.role !== 'assistant') continue;
    const turn =
      byReply.get(message) ?? byLastSent.get(before)?.find(({ reply }) => sameAnswer(reply, message));
    if (turn) return { turn, index };
  }
  return undefined;
}

/** Whoever runs the calls may give them other ids. */
function sameAnswer(a: Message, b: Message): boolean {
  const { length } = a.content;
  return (
    length === b.content.length && a.content.every((block, i) => withoutId(block) === withoutId(b.content[i]))
  );
}

function withoutId(block: Block | undefined): string {
  return JSON.stringify(block?.type === 'tool_call' ? { ...block, id: '' } : block);
}

type Render = (until: number, addGenerationPrompt: boolean) => string;

/** What follows the tokens of the turn: the end of the answer, as far as the model did not write it, and the new messages. */
function addedTokens(tokenizer: Tokenizer, text: string, { turn, index }: Found, render: Render): number[] {
  const untilReply = render(index + 1, false);
  if (!wasShown(turn, index, render) || !text.startsWith(untilReply)) throw changed();
  const news = text.slice(untilReply.length);
  const lastId = turn.sequence.tokenIds[turn.length - 1];
  const own = lastId === undefined ? undefined : tokenizer.specialText(lastId);
  // The last token of a cut answer may be a special one, too: it is the end only where the template writes it there.
  for (const end of [own, tokenizer.endToken]) {
    const closing = end && closingOf(untilReply, end);
    if (end === undefined || closing === undefined) continue;
    // The end of the turn stands before the news also while they are tokenized, as it does in the sequence.
    const tokens = tokenizer.encode(end + closing + news);
    return end === own && tokens[0] === lastId ? tokens.slice(1) : tokens;
  }
  return tokenizer.encode(news);
}

/** Whether what stands before the answer is what the model was shown, or its beginning. */
function wasShown(turn: Turn, index: number, render: Render): boolean {
  if (digestOf(render(index, true)) === turn.promptDigest) return true;
  const { newest, prompt } = turn.sequence;
  return newest === turn && prompt.startsWith(render(index, false));
}

/** White space that the template writes after the end of an answer; `undefined` when answers do not end so. */
function closingOf(untilReply: string, end: string): string | undefined {
  const at = untilReply.lastIndexOf(end);
  if (at === -1) return undefined;
  const closing = untilReply.slice(at + end.length);
  return closing.trim() === '' ? closing : undefined;
}

/** Grows the sequence in place, unless another answer continued the same turn before. */
function extend(
  turn: Turn | undefined,
  prompt: readonly number[],
  added: readonly number[],
  sampled: readonly number[],
): Sequence {
  if (!turn || turn.sequence.tokenIds.length !== turn.length) {
    return { tokenIds: [...prompt, ...sampled], prompt: '', newest: undefined };
  }
  for (const id of added) turn.sequence.tokenIds.push(id);
  for (const id of sampled) turn.sequence.tokenIds.push(id);
  return turn.sequence;
}

function digestOf(text: string): string {
  return hash('sha256', text, 'base64');
}

function changed(): NexError {
  return new NexError(
    'invalid_request',
    'The conversation cannot be continued in tokens: what the model was shown before its last answer is written differently now.',
    {
      hint: 'Leave out what changes earlier messages or the list of tools (compaction, deferred tools), and take a chat template that writes a message the same however many follow it.',
    },
  );
}
