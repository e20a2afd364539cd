/**
 * ShareGPT with tools, as LLaMA-Factory reads it: `human`, `gpt`, `function_call` (one object, or a list for parallel
 * calls), `observation` (the text of one result, or a JSON list of texts). A turn that speaks and calls is a `gpt` item
 * and a `function_call` item; loaders that want human and machine in turns leave such rows out.
 */
import { EXPORT_VIEWS, isJsonObject, type JsonObject, NexError } from '@nex/core';
import { ThinkReader } from '@nex/dialects';
import type { Conversation } from '../views/conversation.ts';
import { type Exporter, isRefusal, type Refusal, type Written } from './exporter.ts';
import {
  type Normal,
  type NormalCall,
  type NormalMessage,
  type NormalTurn,
  normalForm,
  OpenCalls,
  trimmedTurn,
} from './text/normal-form.ts';
import { attempt, difference, missing, toMessages } from './text/read-back.ts';
import { toolsJson } from './tools-json.ts';

interface Item {
  from: 'system' | 'human' | 'gpt' | 'function_call' | 'observation';
  value: string;
  train: boolean;
}

const PLAIN = { isNamed: false, marksErrors: false } as const;

export const sharegpt: Exporter = {
  name: 'sharegpt',
  version: 1,
  title: 'ShareGPT with tools',
  description: 'Items of from and value, as LLaMA-Factory reads them.',
  views: EXPORT_VIEWS,
  fields: [
    {
      name: 'conversations',
      type: {
        list: {
          struct: [
            { name: 'from', type: 'string' },
            { name: 'value', type: 'string' },
            { name: 'train', type: 'bool' },
          ],
        },
      },
      about: 'The conversation; `from` is `system`, `human`, `gpt`, `function_call` or `observation`.',
    },
    { name: 'tools', type: 'string', about: "JSON: the tools as OpenAI's `tools` parameter." },
  ],
  write,
  read: (fields) => toMessages(readItems(itemsOf(fields))),
};

function write({ messages, train, tools }: Conversation): Written | Refusal {
  const normal = normalForm(messages, PLAIN);
  if (isRefusal(normal)) return normal;
  const conversations = itemsFor(normal, train);
  return {
    fields: { conversations, tools: toolsJson(tools) } as unknown as JsonObject,
    losses: normal.losses,
    prove: (read) => {
      const back = attempt(() => readItems(itemsOf(read)));
      if (!back) return { reason: 'reading', detail: 'the row cannot be read' };
      return difference(back, normal.messages) ?? missing(back, messages);
    },
  };
}

function itemsFor({ messages, places }: Normal, train: readonly boolean[]): Item[] {
  const items: Item[] = [];
  for (let at = 0; at < messages.length; at += 1) {
    const message = messages[at] as NormalMessage;
    if (message.source === 'assistant') addTurn(items, message.turn, train[places[at] ?? -1] ?? false);
    else if (message.source === 'tool') {
      const texts = message.results.map((result) => result.text);
      const value = texts.length === 1 ? (texts[0] ?? '') : JSON.stringify(texts);
      items.push({ from: 'observation', value, train: false });
    } else {
      const from = message.source === 'system' ? 'system' : 'human';
      items.push({ from, value: message.text, train: false });
    }
  }
  return items;
}

function addTurn(items: Item[], { reasoning, text, calls }: NormalTurn, train: boolean): void {
  const thought = reasoning === '' ? '' : `<think>\n${reasoning}\n</think>\n\n`;
  if (text !== '' || calls.length === 0) items.push({ from: 'gpt', value: thought + text, train });
  if (calls.length === 0) return;
  const json = JSON.stringify(calls.length === 1 ? calls[0] : calls);
  items.push({ from: 'function_call', value: text === '' ? thought + json : json, train });
}

function readItems(items: readonly Item[]): NormalMessage[] {
  const messages: NormalMessage[] = [];
  const open = new OpenCalls();
  const think = new ThinkReader();
  let spoken: { reasoning: string; text: string } | undefined;
  for (let index = 0; index < items.length; index += 1) {
    const { from, value } = items[index] as Item;
    if (from === 'system') messages.push({ source: 'system', text: value });
    else if (from === 'human') messages.push({ source: 'user', text: value });
    else if (from === 'observation') messages.push(readResults(value, open));
    else {
      const { reasoning, text } = withoutThought(think, value);
      if (from === 'gpt' && items[index + 1]?.from === 'function_call') {
        spoken = { reasoning, text };
        continue;
      }
      const calls = from === 'gpt' ? [] : readCalls(text);
      const said = from === 'gpt' ? text : (spoken?.text ?? '');
      messages.push({
        source: 'assistant',
        turn: trimmedTurn(spoken?.reasoning ?? reasoning, said, [], calls),
      });
      spoken = undefined;
      open.add(calls);
    }
  }
  return messages;
}

/** One text unless the turn that it answers has several calls. */
function readResults(value: string, open: OpenCalls): NormalMessage {
  const single = open.take(1);
  const list: unknown = single ? undefined : parsed(value);
  const texts = Array.isArray(list) && list.every((text) => typeof text === 'string') ? list : [value];
  const calls = single ?? open.take(texts.length);
  const results = texts.map((text, index) => ({ name: calls?.[index]?.name ?? '', isError: false, text }));
  return { source: 'tool', results };
}

function readCalls(text: string): NormalCall[] {
  const value = parsed(text);
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.map((call) => {
    if (!isJsonObject(call) || typeof call['name'] !== 'string' || !isJsonObject(call['arguments'])) {
      throw unreadable('a call is none');
    }
    return { name: call['name'], arguments: call['arguments'] };
  });
}

function withoutThought(think: ThinkReader, value: string): { reasoning: string; text: string } {
  const pieces = think.push(value);
  pieces.push(...think.end().pieces);
  const read = { reasoning: '', text: '' };
  for (const { type, delta } of pieces) read[type] += delta;
  return read;
}

function itemsOf(fields: JsonObject): Item[] {
  const list = fields['conversations'];
  const isItem = (item: unknown) =>
    isJsonObject(item) && typeof item['from'] === 'string' && typeof item['value'] === 'string';
  if (!Array.isArray(list) || !list.every(isItem)) throw unreadable('its items are none');
  return list as unknown as Item[];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreadable(problem: string): NexError {
  return new NexError('invalid_request', `The row is no ShareGPT row: ${problem}.`);
}
