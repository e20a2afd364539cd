/**
 * Mistral: `[TOOL_CALLS]`, then the calls. Newer models write one mark a call, older ones an array.
 *
 *     [TOOL_CALLS]NAME[ARGS]{…}[TOOL_CALLS]NAME[CALL_ID]ID[ARGS]{…}
 *     [TOOL_CALLS] [{"name": NAME, "arguments": {…}, "id": ID}, …]
 *
 * Calls are written in the newer form; both are read. Reasoning stands in `[THINK]…[/THINK]`.
 */
import type { CallSyntax, Reading } from '../call-reader.ts';
import type { Dialect, DialectCall, ParsedCall } from '../dialect.ts';
import { joined } from '../joined.ts';
import { CUT_OFF, faultyCall, nameIn, readArguments, readCallObject } from '../json/call-object.ts';
import { hideMarkers } from '../json/hide-markers.ts';
import { type ReadState, resumedReading } from '../json/resumed-reading.ts';
import { writeJson } from '../json-text.ts';
import { markedResultText } from '../result-text.ts';
import { skipSpace } from '../skip-space.ts';
import { createTextParser } from '../text-parser.ts';
import { wrappedFunctionJson } from '../tool-json.ts';

const CALLS = '[TOOL_CALLS]';
const MARKERS = [CALLS, '[ARGS]', '[CALL_ID]', '[AVAILABLE_TOOLS]', '[/AVAILABLE_TOOLS]'];
const EXAMPLE = `${CALLS}<name>[ARGS]{"<argument>": "<value>"}`;
/** Groups: name, id. Servers that hide control tokens leave out `[ARGS]`. */
const HEAD = /([\w.-]+)\s*(?:\[CALL_ID\]([\w-]*))?\s*(?:\[ARGS\]\s*)?(?=\{|"|$)/y;
const HEAD_BEGUN = /[\w.-]*\s*(?:\[[A-Z_]*\]?[\w-]*\s*(?:\[[A-Z]*\]?\s*)?)?$/y;

function syntax(): CallSyntax {
  return { openers: [CALLS], closers: ['}', ']', CALLS], read: resumedReading(read) };
}

function read(text: string, state: ReadState): Reading {
  const from = skipSpace(text, CALLS.length);
  const first = text.charAt(from);
  if (first === '[') return readArray(text, from + 1, state);
  if (first === '{') return readElements(text, from, state);
  HEAD.lastIndex = from;
  const head = HEAD.exec(text);
  const body = HEAD.lastIndex;
  if (head && body < text.length) return readNamed(text, head[1] ?? '', head[2] ?? '', body, state);
  HEAD_BEGUN.lastIndex = from;
  if (!HEAD_BEGUN.test(text)) return { kind: 'text', length: CALLS.length };
  return state.ended ? broken(text, [], 0, from, CUT_OFF, state) : { kind: 'open' };
}

function readNamed(text: string, name: string, id: string, from: number, state: ReadState): Reading {
  const scanner = state.scan(text, from);
  if (scanner.state === 'malformed') return broken(text, [], 0, scanner.end, scanner.problem, state, name);
  if (scanner.state === 'open') {
    return state.ended ? broken(text, [], 0, from, CUT_OFF, state, name) : { kind: 'open' };
  }
  const args = readArguments(text.slice(from, scanner.end));
  if (typeof args === 'string') return broken(text, [], 0, scanner.end, args, state, name);
  return { kind: 'calls', calls: [{ name, ...args, ...(id ? { id } : {}) }], length: scanner.end };
}

function readArray(text: string, from: number, state: ReadState): Reading {
  const at = skipSpace(text, from);
  if (text.charAt(at) === ']') return { kind: 'calls', calls: [], length: at + 1 };
  if (at < text.length || !state.ended) return readElements(text, at, state, true);
  return broken(text, [], 0, at, CUT_OFF, state);
}

/** Objects with commas between them. A broken one takes the rest of the array with it, not the ones before. */
function readElements(text: string, from: number, state: ReadState, bracketed = false): Reading {
  const calls: ParsedCall[] = [];
  for (let at = from, kept = 0; ; ) {
    const scanner = state.scan(text, at);
    if (scanner.state === 'malformed') return broken(text, calls, kept, scanner.end, scanner.problem, state);
    if (scanner.state === 'open') {
      return state.ended ? broken(text, calls, kept, at, CUT_OFF, state) : { kind: 'open' };
    }
    const call = readCallObject(text.slice(at, scanner.end));
    if (typeof call === 'string') return broken(text, calls, kept, scanner.end, call, state);
    calls.push(call);
    kept = scanner.end;
    if (!bracketed) return { kind: 'calls', calls, length: kept };
    const next = skipSpace(text, kept);
    if (text.charAt(next) === ']') return { kind: 'calls', calls, length: next + 1 };
    if (next === text.length) return state.ended ? { kind: 'calls', calls, length: kept } : { kind: 'open' };
    if (text.charAt(next) !== ',') return broken(text, calls, kept, next, "expected ',' or ']'", state);
    at = skipSpace(text, next + 1);
  }
}

/** A broken call goes to the next mark or to the end. @param kept Where the sound calls before it end. */
function broken(
  text: string,
  calls: readonly ParsedCall[],
  kept: number,
  from: number,
  problem: string,
  { ended }: ReadState,
  name?: string,
): Reading {
  const at = text.indexOf(CALLS, Math.max(from, CALLS.length));
  if (at < 0 && !ended) return { kind: 'open' };
  const length = at < 0 ? text.length : at;
  const region = text.slice(kept, length);
  const fault = faultyCall(name ?? nameIn(region), region, problem, EXAMPLE);
  return { kind: 'calls', calls: [...calls, fault], length };
}

function writeCall({ name, arguments: args }: DialectCall): string {
  return `${CALLS}${name}[ARGS]${hideMarkers(writeJson(args), MARKERS)}`;
}

export const mistral: Dialect = {
  name: 'mistral',
  title: 'Mistral: [TOOL_CALLS]',
  stop: [],
  describeTools: (tools) => {
    if (tools.length === 0) return '';
    const list = hideMarkers(`[${tools.map(wrappedFunctionJson).join(', ')}]`, MARKERS);
    return `[AVAILABLE_TOOLS]${list}[/AVAILABLE_TOOLS]\n\nTo call tools, end your answer with the calls, one directly after the other:\n${EXAMPLE}`;
  },
  renderCalls: (calls) => joined(calls, '', writeCall),
  renderResults: (results) =>
    joined(results, '', (result) => `[TOOL_RESULTS]${markedResultText(result)}[/TOOL_RESULTS]`),
  createParser: (options) =>
    createTextParser(syntax(), { ...options, tags: { open: '[THINK]', close: '[/THINK]' } }),
};
