/**
 * Kimi K2: calls in a section, each with its id and its arguments as JSON.
 *
 *     <|tool_calls_section_begin|><|tool_call_begin|>functions.NAME:0<|tool_call_argument_begin|>{…}<|tool_call_end|>…<|tool_calls_section_end|>
 *
 * The id carries the name; the number counts the calls of the turn. Some answers write `section` without the plural s,
 * no section, or the bare number, where the arguments have to tell which tool is meant.
 */
import { isJsonObject, type JsonObject, parseJsonObject, type ToolDefinition } from '@nex/core';
import type { CallSyntax, Reading } from '../call-reader.ts';
import type { Dialect, DialectCall, ParsedCall } from '../dialect.ts';
import { joined } from '../joined.ts';
import { CUT_OFF, faultyCall, readArguments } from '../json/call-object.ts';
import { hideMarkers } from '../json/hide-markers.ts';
import { type ReadState, resumedReading } from '../json/resumed-reading.ts';
import { writeJson } from '../json-text.ts';
import { markedResultText } from '../result-text.ts';
import { skipSpace } from '../skip-space.ts';
import { createTextParser } from '../text-parser.ts';
import { wrappedFunctionJson } from '../tool-json.ts';
import { Words } from '../words.ts';

const SECTION_BEGIN = ['<|tool_calls_section_begin|>', '<|tool_call_section_begin|>'];
const SECTION_END = ['<|tool_calls_section_end|>', '<|tool_call_section_end|>'];
const BEGIN = '<|tool_call_begin|>';
const ARGUMENTS = '<|tool_call_argument_begin|>';
const END = '<|tool_call_end|>';
const AFTER_CALL = [END, BEGIN, ...SECTION_END, ...SECTION_BEGIN];
const MARKERS = [...AFTER_CALL, ARGUMENTS];
const OPENERS = new Words([BEGIN, ...SECTION_BEGIN, ...SECTION_END]);
const AFTER_SECTION = new Words([BEGIN, ...SECTION_END]);
const CALL_BOUNDS = new Words(AFTER_CALL);
const HEAD_BOUNDS = new Words(MARKERS);
const EXAMPLE = `${SECTION_BEGIN[0]}${BEGIN}functions.<name>:0${ARGUMENTS}{"<argument>": "<value>"}${END}${SECTION_END[0]}`;

function syntaxFor(tools: readonly ToolDefinition[]): CallSyntax {
  return {
    openers: [BEGIN, ...SECTION_BEGIN, ...SECTION_END],
    closers: ['|>'],
    read: resumedReading((text, state) => {
      const opener = OPENERS.at(text, 0) ?? '';
      const { length } = opener;
      if (opener === BEGIN) return readCall(text, tools, state);
      if (SECTION_BEGIN.includes(opener)) return readSection(text, length, state.ended);
      return state.afterCall ? nothing(length) : { kind: 'text', length };
    }),
  };
}

function nothing(length: number): Reading {
  return { kind: 'calls', calls: [], length };
}

/** The opening of a section belongs to the layout when a call or the section's end follows; in prose it is text. */
function readSection(text: string, length: number, ended: boolean): Reading {
  const next = skipSpace(text, length);
  if (AFTER_SECTION.at(text, next) !== undefined) return nothing(length);
  const rest = text.slice(next);
  if (![BEGIN, ...SECTION_END].some((tag) => tag.startsWith(rest))) return { kind: 'text', length };
  if (!ended) return { kind: 'open' };
  return { kind: 'calls', calls: [faultyCall('', text, CUT_OFF, EXAMPLE)], length: text.length };
}

function readCall(text: string, tools: readonly ToolDefinition[], state: ReadState): Reading {
  const { ended, isFresh, scan } = state;
  const headEnd = HEAD_BOUNDS.first(text, BEGIN.length);
  if (headEnd < 0 && !ended) return { kind: 'open' };
  const id = text.slice(BEGIN.length, headEnd < 0 ? undefined : headEnd).trim();
  const name = /^(?:functions\.)?([^\s:<]+):\d+$/.exec(id)?.[1] ?? '';
  if (headEnd < 0) return broken(text, name, text.length, CUT_OFF, ended);
  if (!text.startsWith(ARGUMENTS, headEnd)) {
    return broken(text, name, headEnd, `${ARGUMENTS} is missing`, ended);
  }
  const from = skipSpace(text, headEnd + ARGUMENTS.length);
  const end = isFresh && name !== '' ? text.indexOf(END, from) : -1;
  const whole = end < 0 ? undefined : parseJsonObject(text.slice(from, end));
  if (whole) {
    const call = { name, argumentsText: text.slice(from, end).trimEnd(), arguments: whole, id };
    return { kind: 'calls', calls: [call], length: end + END.length };
  }
  const scanner = scan(text, from);
  if (scanner.state === 'malformed') return broken(text, name, scanner.end, scanner.problem, ended);
  if (scanner.state === 'open') return ended ? broken(text, name, from, CUT_OFF, ended) : { kind: 'open' };

  const next = skipSpace(text, scanner.end);
  const rest = text.slice(next, next + END.length);
  const closing = END.startsWith(rest);
  const follows = CALL_BOUNDS.at(text, next) !== undefined;
  if (!follows && !ended && AFTER_CALL.some((tag) => tag.startsWith(text.slice(next))))
    return { kind: 'open' };
  if (!follows && !closing) return broken(text, name, next, 'more text follows the arguments', ended);
  const read = readArguments(text.slice(from, scanner.end));
  if (typeof read === 'string') return broken(text, name, scanner.end, read, ended);
  const called = name || (/^\d+$/.test(id) ? toolThatFits(tools, read.arguments) : undefined);
  if (!called) return broken(text, '', scanner.end, 'the id is not functions.<name>:<number>', ended);
  const call: ParsedCall = { name: called, ...read, id };
  const length = closing ? next + rest.length : next;
  return { kind: 'calls', calls: [call], length };
}

/** A broken call goes to its end, to the next call, or to the end of the text. */
function broken(text: string, name: string, from: number, problem: string, ended: boolean): Reading {
  const at = CALL_BOUNDS.first(text, from);
  if (at < 0 && !ended) return { kind: 'open' };
  const length = at < 0 ? text.length : text.startsWith(END, at) ? at + END.length : at;
  return { kind: 'calls', calls: [faultyCall(name, text.slice(0, length), problem, EXAMPLE)], length };
}

/** The one tool that takes these arguments. */
function toolThatFits(tools: readonly ToolDefinition[], args: JsonObject): string | undefined {
  const fitting = tools.filter(({ inputSchema }) => {
    const { properties, required } = inputSchema;
    const known = isJsonObject(properties) ? properties : {};
    const needed = Array.isArray(required) ? required : [];
    return (
      Object.keys(args).every((key) => Object.hasOwn(known, key)) &&
      needed.every((key) => typeof key === 'string' && Object.hasOwn(args, key))
    );
  });
  return fitting.length === 1 ? fitting[0]?.name : undefined;
}

function writeCall({ name, arguments: args }: DialectCall, index: number): string {
  return `${BEGIN}functions.${name}:${index}${ARGUMENTS}${hideMarkers(writeJson(args), MARKERS)}${END}`;
}

export const kimiK2: Dialect = {
  name: 'kimi-k2',
  title: 'Kimi K2: a section of calls with ids',
  stop: [],
  describeTools: (tools) => {
    if (tools.length === 0) return '';
    const list = tools.map(wrappedFunctionJson).join(', ');
    return `# Tools\n\nYou may call these tools:\n[${hideMarkers(list, MARKERS)}]\n\nTo call tools, end your answer with one section of calls, numbered from 0:\n${EXAMPLE}`;
  },
  renderCalls: (calls) =>
    calls.length === 0 ? '' : `${SECTION_BEGIN[0]}${joined(calls, '', writeCall)}${SECTION_END[0]}`,
  renderResults: (results) =>
    joined(
      results,
      '\n',
      (result, index) => `## Return of functions.${result.toolName}:${index}\n${markedResultText(result)}`,
    ),
  createParser: (options) => createTextParser(syntaxFor(options.tools), options),
};
