/**
 * Llama 3.1 and later: calls as bare JSON objects, one after another with `; ` between them.
 *
 *     {"name": NAME, "parameters": {…}}
 *     <|python_tag|>{"name": NAME, "parameters": {…}}
 *     <|python_tag|>NAME.call(query="…")
 *
 * Servers often hide the tag, so an object without it is a call when it has a name and arguments; any other JSON is text.
 */
import type { CallSyntax, Reading } from '../call-reader.ts';
import type { Dialect, DialectCall, ParsedCall } from '../dialect.ts';
import { joined } from '../joined.ts';
import { CUT_OFF, faultyCall, nameIn, readCallObject, readUsualCall } from '../json/call-object.ts';
import { hideMarkers } from '../json/hide-markers.ts';
import { type ReadState, resumedReading } from '../json/resumed-reading.ts';
import { writeJson } from '../json-text.ts';
import { markedResultText } from '../result-text.ts';
import { skipSpace } from '../skip-space.ts';
import { createTextParser } from '../text-parser.ts';
import { wrappedFunctionJson } from '../tool-json.ts';
import { firstOf } from '../words.ts';

const TAG = '<|python_tag|>';
const TURN_ENDS = ['<|eom_id|>', '<|eot_id|>'];
/** Between two calls, as they are written here. */
const BETWEEN = '}; {';
const EXAMPLE = '{"name": "<function-name>", "parameters": {"<argument>": "<value>"}}';
/** The first key of an object that may be a call, and what may still become one. */
const CANDIDATE = /\{\s*"(?:name|parameters|arguments|type|id|function)"\s*:/y;
const CANDIDATE_BEGUN = /\{\s*(?:"(?:[a-z]{0,10}"?)?\s*)?$/y;
/** An object that is a call whatever is wrong further on. */
const MEANT =
  /^\{\s*(?:"type"\s*:\s*"function"\s*,\s*)?"name"\s*:\s*"[^"]*"\s*,\s*"(?:parameters|arguments)"\s*:/;
/** Groups: name, arguments. */
const BUILTIN = /([\w-]+)\.call\(((?:\s*\w+\s*=\s*"(?:[^"\\\n]|\\.)*"\s*,?)*)\s*\)/y;

function syntaxFor(names: ReadonlySet<string>): CallSyntax {
  return {
    openers: [TAG, '{', ';'],
    closers: ['}', '|>', ')'],
    read: resumedReading((text, state) => {
      if (text.startsWith(';')) {
        return state.afterCall ? { kind: 'calls', calls: [], length: 1 } : { kind: 'text', length: 1 };
      }
      return text.startsWith(TAG) ? readTagged(text, state) : readBare(text, names, state);
    }),
  };
}

function readBare(text: string, names: ReadonlySet<string>, { ended, isFresh, scan }: ReadState): Reading {
  if (!matches(CANDIDATE, text, 0)) {
    if (!ended && matches(CANDIDATE_BEGUN, text, 0)) return { kind: 'open' };
    return { kind: 'text', length: 1 };
  }
  const next = isFresh ? text.indexOf(BETWEEN) : -1;
  const first = next < 0 ? text : text.slice(0, next + 1);
  const usual = isFresh && first.endsWith('}') ? readUsualCall(first) : undefined;
  if (usual) return { kind: 'calls', calls: [usual], length: first.length };
  const scanner = scan(text, 0);
  if (scanner.state === 'open' && !ended) return { kind: 'open' };
  if (scanner.state === 'done') {
    const json = text.slice(0, scanner.end);
    const call = /"(?:parameters|arguments)"/.test(json) ? readCallObject(json) : '';
    if (typeof call !== 'string') return { kind: 'calls', calls: [call], length: scanner.end };
    if (!MEANT.test(json)) return { kind: 'text', length: scanner.end };
    return { kind: 'calls', calls: [faultyCall(nameIn(json), json, call, EXAMPLE)], length: scanner.end };
  }
  const cutOff = scanner.state === 'open';
  if (!MEANT.test(text) && !(cutOff && names.has(nameIn(text)))) return { kind: 'text', length: scanner.end };
  return broken(text, scanner.end, cutOff ? CUT_OFF : scanner.problem, ended);
}

function readTagged(text: string, { ended, scan }: ReadState): Reading {
  const from = skipSpace(text, TAG.length);
  if (text.charAt(from) === '{') {
    const scanner = scan(text, from);
    if (scanner.state === 'malformed') return broken(text, scanner.end, scanner.problem, ended);
    if (scanner.state === 'open') return ended ? broken(text, from, CUT_OFF, ended) : { kind: 'open' };
    const call = readCallObject(text.slice(from, scanner.end));
    if (typeof call === 'string') return broken(text, scanner.end, call, ended);
    return { kind: 'calls', calls: [call], length: scanner.end };
  }
  const limit = firstOf(text, [TAG, ...TURN_ENDS], from);
  BUILTIN.lastIndex = from;
  const builtin = BUILTIN.exec(limit < 0 ? text : text.slice(0, limit));
  if (!builtin) return broken(text, TAG.length, 'a JSON object must follow the tag', ended);
  const call = builtinCall(builtin[1] ?? '', builtin[2] ?? '');
  return { kind: 'calls', calls: [call], length: builtin.index + builtin[0].length };
}

function builtinCall(name: string, list: string): ParsedCall {
  const pairs = list.matchAll(/(\w+)\s*=\s*"((?:[^"\\]|\\.)*)"/g);
  const args = Object.fromEntries(
    [...pairs].map(([, key = '', value = '']) => [key, value.replace(/\\(.)/g, unescaped)]),
  );
  return { name, argumentsText: writeJson(args), arguments: args };
}

function unescaped(_: string, character: string): string {
  return character === 'n' ? '\n' : character === 't' ? '\t' : character;
}

/** A broken call goes to what may be the next one, to the end of the turn, or to the end of the text. */
function broken(text: string, from: number, problem: string, ended: boolean): Reading {
  let at = firstOf(text, [TAG, ...TURN_ENDS], from);
  for (let brace = text.indexOf('{', from); brace >= 0 && (at < 0 || brace < at); ) {
    if (matches(CANDIDATE, text, brace)) at = brace;
    else brace = text.indexOf('{', brace + 1);
    if (at === brace) break;
  }
  if (at < 0 && !ended) return { kind: 'open' };
  const region = at < 0 ? text : text.slice(0, at);
  return {
    kind: 'calls',
    calls: [faultyCall(nameIn(region), region, problem, EXAMPLE)],
    length: region.length,
  };
}

function matches(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

function writeCall({ name, arguments: args }: DialectCall): string {
  return hideMarkers(writeJson({ name, parameters: args }), [TAG, ...TURN_ENDS]);
}

export const llama3: Dialect = {
  name: 'llama3',
  title: 'Llama 3.1 and later: JSON objects',
  stop: [],
  describeTools: (tools) => {
    if (tools.length === 0) return '';
    const list = tools.map((tool) => `${wrappedFunctionJson(tool)}\n\n`).join('');
    return `You have access to the following functions. To call a function, please respond with JSON for a function call. Respond in the format {"name": function name, "parameters": dictionary of argument name and its value}. Do not use variables. To call several functions, write the objects one after another, with "; " between them.\n\n${list.trimEnd()}`;
  },
  renderCalls: (calls) => joined(calls, '; ', writeCall),
  renderResults: (results) =>
    joined(results, '\n\n', (result) => `Result of ${result.toolName}:\n${markedResultText(result)}`),
  createParser: (options) =>
    createTextParser(syntaxFor(new Set(options.tools.map((tool) => tool.name))), options),
};
