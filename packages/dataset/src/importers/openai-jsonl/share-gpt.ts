/**
 * ShareGPT's form as messages: `{conversations: [{from, value}], system?, tools?}`. In `function_call` the value is
 * JSON with `name` and `arguments`, or a list of those.
 */
import { isJsonObject, type Json, type JsonObject } from '@nex/core';
import { listAt, stringAt, unpacked, valueAt } from '../fields.ts';

export function isShareGpt(value: JsonObject): boolean {
  return shareGptTurns(value) !== undefined;
}

function shareGptTurns(value: JsonObject): Json[] | undefined {
  const list = listAt(value, 'conversations', 'conversation');
  return list?.every((turn) => isJsonObject(turn) && typeof turn['from'] === 'string') ? list : undefined;
}

/** In the form of OpenAI. */
export function shareGptMessages(value: JsonObject): Json[] {
  const system = stringAt(value, 'system');
  const head: Json[] = system === undefined ? [] : [{ role: 'system', content: system }];
  return [...head, ...(shareGptTurns(value) ?? []).filter(isJsonObject).map(turnMessage)];
}

function turnMessage(turn: JsonObject): JsonObject {
  const from = stringAt(turn, 'from') ?? '';
  const content = valueAt(turn, 'value', 'content') ?? '';
  if (from !== 'function_call' && from !== 'tool_call') {
    return { ...turn, role: from === 'function_response' ? 'tool' : from, content };
  }
  const made = unpacked(content);
  const calls = (Array.isArray(made) ? made : [made]).filter(isJsonObject);
  if (calls.length === 0) return { role: 'assistant', content };
  return { role: 'assistant', content: '', tool_calls: calls.map((call) => ({ function: call })) };
}
