/**
 * A history with calls and results as one in text. Every message is converted once and its conversion kept as long as
 * the message lives, so that a turn converts only what is new and an unchanged prefix is made of the same objects.
 */
import {
  type Block,
  type Message,
  type ToolCallBlock,
  type ToolDefinition,
  type ToolResultBlock,
  toolCallsOf,
} from '@nex/core';
import type { Dialect } from '../dialect.ts';
import { writtenText } from './call-blocks.ts';
import { originalTurn } from './original-turn.ts';

export class TextHistory {
  readonly #dialect: Dialect;
  readonly #startsInReasoning: boolean;
  readonly #turns = new WeakMap<Message, Message>();
  readonly #results = new WeakMap<Message, { run: readonly Message[]; converted: Message }>();
  readonly #systems = new WeakMap<Message, { description: string; converted: Message }>();
  readonly #descriptions = new WeakMap<readonly ToolDefinition[], string>();
  #added: { description: string; message: Message } | undefined;

  constructor(dialect: Dialect, startsInReasoning: boolean) {
    this.#dialect = dialect;
    this.#startsInReasoning = startsInReasoning;
  }

  /** From now on `turn` goes to the model as `original`, which the model wrote itself. */
  remember(turn: Message, original: Message): void {
    this.#turns.set(turn, original);
  }

  /** @param tools Of this request. They describe, and they type what is written; a turn written before stays as it is. */
  convert(messages: readonly Message[], tools: readonly ToolDefinition[]): Message[] {
    const description = this.#describe(tools);
    const converted: Message[] = [];
    const system = messages.find((message) => message.role === 'system');
    if (!system && description !== '') converted.push(this.#newSystem(description));
    let calls: ToolCallBlock[] = [];
    for (let index = 0; index < messages.length; index += 1) {
      const message = messages[index];
      if (!message) continue;
      if (message.role === 'tool') {
        const run = toolRun(messages, index);
        converted.push(this.#resultMessage(message, run, calls));
        index += run.length - 1;
      } else if (message.role === 'assistant') {
        calls = toolCallsOf(message);
        converted.push(this.#turn(message, calls, tools));
      } else converted.push(message === system ? this.#describedSystem(message, description) : message);
    }
    return converted;
  }

  #describe(tools: readonly ToolDefinition[]): string {
    const known = this.#descriptions.get(tools);
    if (known !== undefined) return known;
    const description = tools.length === 0 ? '' : this.#dialect.describeTools(tools);
    this.#descriptions.set(tools, description);
    return description;
  }

  #newSystem(description: string): Message {
    if (this.#added?.description !== description) {
      this.#added = {
        description,
        message: { role: 'system', content: [{ type: 'text', text: description }] },
      };
    }
    return this.#added.message;
  }

  /** The description follows the first text of the message, so that it is cached with it. */
  #describedSystem(message: Message, description: string): Message {
    if (description === '') return message;
    const known = this.#systems.get(message);
    if (known?.description === description) return known.converted;
    const content = [...message.content];
    const at = content.findIndex((block) => block.type === 'text');
    const block = content[at];
    if (block?.type === 'text') {
      const text = block.text === '' ? description : `${block.text}\n\n${description}`;
      content[at] = { ...block, text };
    } else content.push({ type: 'text', text: description });
    const converted: Message = { role: 'system', content };
    this.#systems.set(message, { description, converted });
    return converted;
  }

  #turn(message: Message, calls: readonly ToolCallBlock[], tools: readonly ToolDefinition[]): Message {
    const known = this.#turns.get(message);
    if (known) return known;
    const dialect = this.#dialect;
    const original = originalTurn(message, { dialect, tools, startsInReasoning: this.#startsInReasoning });
    const converted = original ?? (calls.length === 0 ? message : this.#written(message, calls, tools));
    this.#turns.set(message, converted);
    return converted;
  }

  /** A turn of another model, or one that was changed, written anew. */
  #written(message: Message, calls: readonly ToolCallBlock[], tools: readonly ToolDefinition[]): Message {
    const said = writtenText(message);
    const parts = [said.trim() === '' ? '' : said, ...this.#callTexts(calls, tools)];
    const text = parts.filter((part) => part !== '').join('\n');
    const apart = message.content.filter((block) => block.type !== 'text' && block.type !== 'tool_call');
    const content: Block[] = [...apart, { type: 'text', text }];
    return { role: 'assistant', content };
  }

  /** What could not be read is shown to the model as it wrote it. */
  #callTexts(calls: readonly ToolCallBlock[], tools: readonly ToolDefinition[]): string[] {
    const texts: string[] = [];
    for (let index = 0; index < calls.length; ) {
      const rest = calls.slice(index);
      const broken = rest.findIndex((call) => call.arguments === undefined);
      const sound = broken < 0 ? rest : rest.slice(0, broken);
      const written = sound.map(({ id, name, arguments: args = {} }) => ({ id, name, arguments: args }));
      if (written.length > 0) texts.push(this.#dialect.renderCalls(written, tools));
      if (broken >= 0) texts.push(rest[broken]?.argumentsText ?? '');
      index += sound.length + (broken < 0 ? 0 : 1);
    }
    return texts;
  }

  #resultMessage(first: Message, run: readonly Message[], calls: readonly ToolCallBlock[]): Message {
    const known = this.#results.get(first);
    if (known && sameMessages(known.run, run)) return known.converted;
    const results = inCallOrder(run.flatMap(resultsOf), calls);
    const images = results.flatMap((result) => result.content.filter((block) => block.type === 'image'));
    const text = this.#dialect.renderResults(results);
    const converted: Message = { role: 'user', content: [{ type: 'text', text }, ...images] };
    this.#results.set(first, { run, converted });
    return converted;
  }
}

function toolRun(messages: readonly Message[], from: number): readonly Message[] {
  let end = from;
  while (messages[end]?.role === 'tool') end += 1;
  return messages.slice(from, end);
}

function resultsOf({ content }: Message): ToolResultBlock[] {
  return content.filter((block) => block.type === 'tool_result');
}

/** Results of calls that the turn before does not have come last. */
function inCallOrder(
  results: readonly ToolResultBlock[],
  calls: readonly ToolCallBlock[],
): ToolResultBlock[] {
  const place = new Map(calls.map((call, index) => [call.id, index]));
  const of = (result: ToolResultBlock) => place.get(result.toolCallId) ?? calls.length;
  return results.toSorted((a, b) => of(a) - of(b));
}

function sameMessages(a: readonly Message[], b: readonly Message[]): boolean {
  return a.length === b.length && a.every((message, index) => message === b[index]);
}
