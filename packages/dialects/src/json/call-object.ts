/**
 * A call written as one JSON object: `{"name": …, "arguments": {…}}`. `parameters` is the same as `arguments`, and
 * OpenAI's `{"type": "function", "function": {…}}` around it is taken off, because models mix the families' keys.
 */
import { isJsonObject, type JsonObject, parseJsonObject } from '@nex/core';
import type { ParsedCall } from '../dialect.ts';
import { jsonMembers, stringIn } from './json-members.ts';

export interface ReadArguments {
  argumentsText: string;
  arguments: JsonObject;
}

/** The name first, then the arguments. Group 1: the name. */
const USUAL_HEAD =
  /^[ \t\n\r]*\{[ \t\n\r]*"name"[ \t\n\r]*:[ \t\n\r]*"([ !#-[\]-\uffff]+)"[ \t\n\r]*,[ \t\n\r]*"(?:arguments|parameters)"[ \t\n\r]*:/;

/** A call's object; a string says what is wrong with it. @param json A valid JSON value. */
export function readCallObject(json: string): ParsedCall | string {
  return readUsualCall(json) ?? readMembers(json);
}

/**
 * A text that is one object of name and arguments, and white space: all between its head and its last brace is one
 * JSON object then. `undefined` says nothing: it may be a call in another spelling, or no JSON.
 */
export function readUsualCall(text: string): ParsedCall | undefined {
  const head = USUAL_HEAD.exec(text);
  if (!head) return undefined;
  const end = text.lastIndexOf('}');
  if (end < text.length - 1 && text.slice(end + 1).trim() !== '') return undefined;
  const value = text.slice(head[0].length, end);
  const args = value.trimStart().startsWith('{') ? parseJsonObject(value) : undefined;
  return args && { name: head[1] ?? '', argumentsText: value.trim(), arguments: args };
}

function readMembers(json: string): ParsedCall | string {
  const members = objectMembers(json);
  if (!members) return 'a call is a JSON object';
  const inner = members.has('name') ? undefined : objectMembers(members.get('function') ?? '');
  const of = inner ?? members;
  const name = stringOf(of.get('name'));
  if (!name) return 'the call has no "name"';
  const read = readArguments(of.get('arguments') ?? of.get('parameters') ?? '{}');
  if (typeof read === 'string') return read;
  const id = stringOf(members.get('id'));
  return { name, ...read, ...(id ? { id } : {}) };
}

/** Arguments as an object, or as a string that holds the object; a string says what is wrong. @param json Valid JSON. */
export function readArguments(json: string): ReadArguments | string {
  const value: unknown = JSON.parse(json);
  if (isJsonObject(value)) return { argumentsText: json, arguments: value };
  const inner = typeof value === 'string' ? parseJsonObject(value) : undefined;
  if (typeof value === 'string' && inner) return { argumentsText: value, arguments: inner };
  return 'the arguments are not a JSON object';
}

/** The name that a broken call wants, or `''`. */
export function nameIn(region: string): string {
  return /"name"\s*:\s*"([^"\\]+)"/.exec(region)?.[1] ?? '';
}

/** A malformed call. @param region Its text as it was written. @param problem Without a period. */
export function faultyCall(name: string, region: string, problem: string, example: string): ParsedCall {
  const fault = `The tool call could not be read: ${problem}. Write it like this:\n${example}`;
  return { name, argumentsText: region, fault };
}

export const CUT_OFF = 'it was cut off before its end';

function objectMembers(json: string): Map<string, string> | undefined {
  return /^\s*\{/.test(json) ? jsonMembers(json) : undefined;
}

function stringOf(json: string | undefined): string | undefined {
  return json?.startsWith('"') ? stringIn(json) : undefined;
}
