/**
 * What a model was given and what it answered, in whatever form the recorder kept it: a list of messages, a request
 * body, a response body, a message or a text; each also as a string that holds JSON.
 */
import { isJsonObject, type Json, type JsonObject, type Message, type ToolDefinition } from '@nex/core';
import { listAt, objectAt, stringAt, textOfJson, unpacked, valueAt } from '../fields.ts';
import type { Notes } from '../notes.ts';
import { readBlocks } from './blocks.ts';
import { isItem, isMessage, readMessage } from './message.ts';
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
  const input = packed(value, (inner) => REQUEST_LISTS.some((name) => listAt(inner, name)));
  if (input === undefined || input === null) return { messages: [], tools: [] };
  if (Array.isArray(input)) {
    const given = input.flatMap((item) => definitionIn(item) ?? []);
    const said = given.length === 0 ? input : input.filter((item) => definitionIn(item) === undefined);
    return { messages: readMessages(said, at, notes, cache), tools: readTools(given) };
  }
  if (!isJsonObject(input)) return { messages: [userText(textOfJson(input))], tools: [] };
  if (isMessage(input)) return { messages: readMessages([input], at, notes, cache), tools: [] };
  const body = objectAt(input, 'request', 'kwargs', 'body') ?? input;
  const messages = [...system(body, at, notes), ...bodyMessages(body, at, notes, cache)];
  return {
    messages: messages.length > 0 ? messages : [userText(JSON.stringify(input))],
    tools: readTools(valueAt(body, 'tools', 'functions') ?? valueAt(input, 'tools')),
  };
}

/** Langfuse's recorder for LangChain writes the request's tools behind its messages, each as a message of the role tool. */
function definitionIn(item: Json): JsonObject | undefined {
  if (!isJsonObject(item) || item['role'] !== 'tool' || stringAt(item, 'tool_call_id')) return undefined;
  const content = objectAt(item, 'content');
  return content && (objectAt(content, 'function') ?? objectAt(content, 'input_schema'))
    ? content
    : undefined;
}

function system(body: JsonObject, at: string, notes: Notes): Message[] {
  const given = valueAt(body, 'system', 'instructions', 'system_instruction');
  if (given === undefined) return [];
  const content = readBlocks(isJsonObject(given) ? (given['parts'] ?? given) : given, at, notes);
  return content.length > 0 ? [{ role: 'system', content }] : [];
}

function bodyMessages(body: JsonObject, at: string, notes: Notes, cache: MessageCache): Message[] {
  const list = listAt(body, ...REQUEST_LISTS);
  if (list) return readMessages(list, at, notes, cache);
  const said = stringAt(body, 'prompt') ?? onlyText(body, 'input', 'query', 'message');
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
    const isPart = isItem(item);
    for (const message of cache.read(item, () => `${at}, message ${index}`, notes)) {
      const before = messages.at(-1);
      if (isPart && lastIsItem && before?.role === 'assistant' && message.role === 'assistant')
        messages.splice(-1, 1, { role: 'assistant', content: [...before.content, ...message.content] });
      else messages.push(message);
      lastIsItem = isPart;
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
  const output = packed(value, isAnswer);
  if (output === undefined || output === null || output === '') return undefined;
  if (Array.isArray(output)) return answerOfList(output, at, notes);
  if (!isJsonObject(output)) return { message: assistant([{ type: 'text', text: textOfJson(output) }]) };
  const list = listAt(output, ...ANSWER_LISTS);
  if (list && !isMessage(output)) {
    const answer = answerOfList(list, at, notes);
    return answer && withFinish(answer, output);
  }
  const inner = objectAt(output, 'message');
  if (inner) return withFinish(answerOf(inner, at, notes), output);
  if (isAnswer(output)) return withFinish(answerOf(output, at, notes), output);
  const said = onlyText(output, 'text', 'completion', 'response');
  return { message: assistant([{ type: 'text', text: said ?? JSON.stringify(output) }]) };
}

/** What a model was asked to answer in a form of its own is no message, even if it has a field `content`. */
function isAnswer(value: JsonObject): boolean {
  if (isMessage(value) || isJsonObject(value['message'])) return true;
  if (ANSWER_LISTS.some((name) => listAt(value, name))) return true;
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => ANSWER_FIELDS.has(key));
}

const REQUEST_LISTS = ['messages', 'input', 'contents'];
const ANSWER_LISTS = ['choices', 'output', 'generations', 'messages'];
const ANSWER_FIELDS = new Set(
  'content parts tool_calls function_call reasoning_content reasoning thinking refusal finish_reason stop_reason id model usage'.split(
    ' ',
  ),
);

/** What a text holds as JSON, where that has the form of messages; else the text to the letter. */
function packed(value: Json | undefined, fits: (inner: JsonObject) => boolean): Json | undefined {
  if (typeof value !== 'string') return value;
  const inner = unpacked(value);
  if (Array.isArray(inner)) return inner.length > 0 && inner.every(isMessageLike) ? inner : value;
  return isJsonObject(inner) && (isMessage(inner) || fits(inner)) ? inner : value;
}

function isMessageLike(item: Json): boolean {
  return (
    isJsonObject(item) &&
    (isMessage(item) || isJsonObject(item['message']) || typeof item['type'] === 'string')
  );
}

/** The text of an object that holds nothing else. */
function onlyText(value: JsonObject, ...names: string[]): string | undefined {
  return Object.keys(value).length === 1 ? stringAt(value, ...names) : undefined;
}

/** The first choice; of items, all, as one turn. */
function answerOfList(list: readonly Json[], at: string, notes: Notes): ModelAnswer | undefined {
  const [first] = list;
  if (isJsonObject(first) && (isJsonObject(first['message']) || stringAt(first, 'role') === 'assistant')) {
    const isChoice = isJsonObject(first['message']) || list.length === 1;
    if (isChoice) return readAnswer(first, at, notes);
  }
  if (list.length === 0) return undefined;
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
