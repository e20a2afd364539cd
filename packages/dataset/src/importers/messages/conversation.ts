/**
 * What a model was given and what it answered, in whatever form the recorder kept it: a list of messages, a request
 * body, a response body, a message or a text; each also as a string that holds JSON.
 */
import { isJsonObject, type Json, type JsonObject, type Message, type ToolDefinition } from '@nex/core';
import { listAt, objectAt, stringAt, textOfJson, unpacked, valueAt } from '../fields.ts';
import type { Notes } from '../notes.ts';
import { readBlocks } from './blocks.ts';
import { isMessage, readMessage } from './message.ts';
import { MessageCache } from './message-cache.ts';
import { readTools } from './tool-definitions.ts';

export interface ModelInput {
  messages: Message[];
  tools: ToolDefinition[];
}

/** @param cache Of the trace. */
export function readInput(
  value: Json | undefined,
  at: string,
  notes: Notes,
  cache = new MessageCache(),
): ModelInput {
  const input = unpacked(value);
  if (input === undefined || input === null) return { messages: [], tools: [] };
  if (Array.isArray(input)) return { messages: readMessages(input, at, notes, cache), tools: [] };
  if (!isJsonObject(input)) return { messages: [userText(textOfJson(input))], tools: [] };
  if (isMessage(input)) return { messages: readMessages([input], at, notes, cache), tools: [] };
  const body = objectAt(input, 'request', 'kwargs', 'body') ?? input;
  const messages = [...system(body, at, notes), ...bodyMessages(body, at, notes, cache)];
  return {
    messages: messages.length > 0 ? messages : [userText(JSON.stringify(input))],
    tools: readTools(valueAt(body, 'tools', 'functions') ?? valueAt(input, 'tools')),
  };
}

function system(body: JsonObject, at: string, notes: Notes): Message[] {
  const given = valueAt(body, 'system', 'instructions', 'system_instruction');
  if (given === undefined) return [];
  const content = readBlocks(isJsonObject(given) ? (given['parts'] ?? given) : given, at, notes);
  return content.length > 0 ? [{ role: 'system', content }] : [];
}

function bodyMessages(body: JsonObject, at: string, notes: Notes, cache: MessageCache): Message[] {
  const list = listAt(body, 'messages', 'input', 'contents');
  if (list) return readMessages(list, at, notes, cache);
  const said = stringAt(body, 'prompt', 'input', 'query', 'message');
  return said === undefined ? [] : [userText(said)];
}

/** Turns of one role that a recorder split (reasoning, text and calls as items of their own) are one message. */
function readMessages(list: readonly Json[], at: string, notes: Notes, cache: MessageCache): Message[] {
  const messages: Message[] = [];
  let lastIsItem = false;
  for (const [index, item] of list.entries()) {
    if (!isJsonObject(item)) {
      messages.push(userText(textOfJson(item)));
      lastIsItem = false;
      continue;
    }
    const isItem = item['role'] === undefined || item['type'] === 'message';
    for (const message of cache.read(item, () => `${at}, message ${index}`, notes)) {
      const before = messages.at(-1);
      if (isItem && lastIsItem && before?.role === 'assistant' && message.role === 'assistant')
        messages.splice(-1, 1, { role: 'assistant', content: [...before.content, ...message.content] });
      else messages.push(message);
      lastIsItem = isItem;
    }
  }
  return messages;
}

export interface ModelAnswer {
  message: Message;
  /** As the provider spells it; absent where nothing says. */
  finishReason?: string;
}

/** Absent when there is none. */
export function readAnswer(value: Json | undefined, at: string, notes: Notes): ModelAnswer | undefined {
  const output = unpacked(value);
  if (output === undefined || output === null || output === '') return undefined;
  if (Array.isArray(output)) return answerOfList(output, at, notes);
  if (!isJsonObject(output)) return { message: assistant([{ type: 'text', text: textOfJson(output) }]) };
  const list = listAt(output, 'choices', 'output', 'generations', 'messages');
  if (list && !isMessage(output)) {
    const answer = answerOfList(list, at, notes);
    return answer && withFinish(answer, output);
  }
  const inner = objectAt(output, 'message');
  if (inner) return withFinish(answerOf(inner, at, notes), output);
  const isAnswer = isMessage(output) || ANSWER_FIELDS.some((name) => Object.hasOwn(output, name));
  if (isAnswer) return withFinish(answerOf(output, at, notes), output);
  const said = stringAt(output, 'text', 'completion', 'response', 'answer');
  return { message: assistant([{ type: 'text', text: said ?? JSON.stringify(output) }]) };
}

const ANSWER_FIELDS = ['content', 'parts', 'tool_calls', 'reasoning_content', 'function_call'];

/** The first choice; of items, all, as one turn. */
function answerOfList(list: readonly Json[], at: string, notes: Notes): ModelAnswer | undefined {
  const [first] = list;
  if (isJsonObject(first) && (isJsonObject(first['message']) || stringAt(first, 'role') === 'assistant')) {
    const isChoice = isJsonObject(first['message']) || list.length === 1;
    if (isChoice) return readAnswer(first, at, notes);
  }
  const said = list.every((item) => typeof item === 'string');
  if (said) return list.length === 0 ? undefined : { message: assistant(readBlocks([...list], at, notes)) };
  const content = list.flatMap((item) =>
    isJsonObject(item) && isMessage(item)
      ? readMessage(item, at, notes, 'assistant').flatMap((message) => message.content)
      : readBlocks(item, at, notes),
  );
  return { message: assistant(content) };
}

function answerOf(value: JsonObject, at: string, notes: Notes): ModelAnswer {
  const read = readMessage({ ...value, role: 'assistant' }, at, notes);
  return withFinish({ message: assistant(read.flatMap((message) => message.content)) }, value);
}

function withFinish(answer: ModelAnswer, value: JsonObject): ModelAnswer {
  const finishReason = stringAt(value, 'finish_reason', 'stop_reason', 'finishReason') ?? answer.finishReason;
  return finishReason === undefined ? answer : { ...answer, finishReason };
}

function assistant(content: Message['content']): Message {
  return { role: 'assistant', content };
}

function userText(text: string): Message {
  return { role: 'user', content: [{ type: 'text', text }] };
}
