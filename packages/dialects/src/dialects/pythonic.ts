/**
 * Llama 3.2 and 4, Gemma 3, Olmo 3 and LFM 2: a list of Python calls with named arguments, between marks where a family
 * has them.
 *
 *     [NAME(key="value", other=[1, None]), NAME()]
 *     <|python_start|>[…]<|python_end|>    <|tool_call_start|>[…]<|tool_call_end|>
 *     <function_calls>NAME(key="value")</function_calls>
 *
 * Calls are written as a bare list. A key that is no Python name is written as `**{"the key": value}`. A bare list is a
 * call when its first name is that of an offered tool; any other is text. Between marks JSON calls are read, too.
 */
import type { CallSyntax } from '../call-reader.ts';
import type { Dialect, DialectCall, ParsedCall } from '../dialect.ts';
import { readCallObject } from '../json/call-object.ts';
import { readItems } from '../json/json-items.ts';
import { isJson } from '../json-text.ts';
import { type Mark, markedSyntax } from '../marks/marked-calls.ts';
import { type PythonCall, PythonReader, pythonLiteral } from '../python/python-literal.ts';
import { PythonScanner } from '../python/python-scanner.ts';
import { markedResultText } from '../result-text.ts';
import { callOf } from '../tags/call-grammar.ts';
import { createTextParser } from '../text-parser.ts';
import { wrappedFunctionJson } from '../tool-json.ts';

const MARKS: readonly Mark[] = [
  { open: '<|tool_call_start|>', close: '<|tool_call_end|>' },
  { open: '<|python_start|>', close: '<|python_end|>' },
  { open: '<function_calls>', close: '</function_calls>' },
];
const EXAMPLE = '[function_name(argument="value", other=[1, None, True])]';
/** Group 1: the name. */
const CALL = /([\p{L}_][\p{L}\p{N}_.-]*)\s*\(/uy;
const CALL_BEGUN = /(?:[\p{L}_][\p{L}\p{N}_.-]*\s*)?$/uy;
const BARE = /\[\s*([\p{L}_][\p{L}\p{N}_.-]*)\s*\(/uy;
const BARE_BEGUN = /\[\s*(?:[\p{L}_][\p{L}\p{N}_.-]*\s*)?$/uy;
/** What `key=` can say. Python's own words cannot stand there. */
const KEYWORD = /^[A-Za-z_]\w*$/;
const RESERVED = new Set(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
);

function syntaxFor(names: ReadonlySet<string>): CallSyntax {
  return markedSyntax({
    marks: MARKS,
    bareOpeners: ['['],
    bracketAt(text, at) {
      if (text.charAt(at) === '[' || text.charAt(at) === '{') return at;
      const call = match(CALL, text, at);
      if (call) return at + call[0].length - 1;
      return match(CALL_BEGUN, text, at) ? 'open' : 'none';
    },
    scanner: (from) => new PythonScanner(from),
    readItem,
    bareAt(text) {
      const call = match(BARE, text, 0);
      if (!call) return match(BARE_BEGUN, text, 0) ? 'open' : 'no';
      if (names.size === 0) return 'if whole';
      return names.has(call[1] ?? '') ? 'yes' : 'no';
    },
    nameIn: (region) => /([\p{L}_][\p{L}\p{N}_.-]*)\s*\(/u.exec(region)?.[1] ?? '',
    example: EXAMPLE,
  });
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function readItem(item: string): ParsedCall[] | string {
  if (isJson(item)) return readItems(item, readCallObject);
  const reader = new PythonReader(item);
  const bracketed = reader.skip('[');
  const calls: ParsedCall[] = [];
  while (!bracketed || !reader.skip(']')) {
    const call = reader.call();
    if (!call) return `the text from character ${reader.at + 1} is no call with named arguments`;
    calls.push(toCall(call));
    if (!bracketed) break;
    if (!reader.skip(',') && !item.startsWith(']', reader.at)) return "expected ',' or ']' after a call";
  }
  return reader.done ? calls : 'more follows after the calls';
}

function toCall({ name, entries }: PythonCall): ParsedCall {
  return callOf(name, entries);
}

function writeCall({ name, arguments: args }: DialectCall): string {
  const entries = Object.entries(args);
  const isKeyword = ([key]: [string, unknown]) => KEYWORD.test(key) && !RESERVED.has(key);
  // Python wants the spread last; a mix would also change the order of the arguments.
  const words = entries.every(isKeyword);
  const list = words
    ? entries.map(([key, value]) => `${key}=${pythonLiteral(value)}`).join(', ')
    : `**${pythonLiteral(args)}`;
  return `${name}(${list})`;
}

export const pythonic: Dialect = {
  name: 'pythonic',
  title: 'Llama 4, Olmo 3, LFM 2: Python calls in a list',
  stop: [],
  describeTools: (tools) => {
    if (tools.length === 0) return '';
    const list = tools.map((tool) => `${wrappedFunctionJson(tool)}\n`).join('');
    return `# Tools\n\nYou may call these functions:\n\n${list}\nTo call functions, write one list of calls in Python's syntax, with every argument named and every value a literal, and nothing after it:\n${EXAMPLE}`;
  },
  renderCalls: (calls) => (calls.length === 0 ? '' : `[${calls.map(writeCall).join(', ')}]`),
  renderResults: (results) =>
    results.map((result) => `Result of ${result.toolName}:\n${markedResultText(result)}`).join('\n\n'),
  createParser: (options) =>
    createTextParser(syntaxFor(new Set(options.tools.map((tool) => tool.name))), options),
};
