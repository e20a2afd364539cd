/**
 * Granite 3, Hunyuan, Jamba, InternLM 2, Phi 4 mini, xLAM and others: a JSON list of calls, each family between marks of
 * its own or between none.
 *
 *     <tool_calls>[{"name": NAME, "arguments": {…}}, …]</tool_calls>
 *     <|tool_call|>[…]   functools[…]   <|action_start|><|plugin|>{…}<|action_end|>   [{"name": NAME, "arguments": {…}}]
 *     <|tools_prefix|>[{NAME: {…}}]<|tools_suffix|>
 *
 * Calls are written in the first form. A list without marks is one of calls when each item has a name and arguments, and
 * names an offered tool where tools are offered; any other JSON is text.
 */
import { parseJsonObject } from '@nex/core';
import type { CallSyntax } from '../call-reader.ts';
import type { Dialect, ParsedCall } from '../dialect.ts';
import { nameIn, readArguments, readCallObject } from '../json/call-object.ts';
import { hideMarkers } from '../json/hide-markers.ts';
import { readItems } from '../json/json-items.ts';
import { jsonMembers } from '../json/json-members.ts';
import { JsonScanner } from '../json/json-scanner.ts';
import { writeJson } from '../json-text.ts';
import { type Mark, markedSyntax } from '../marks/marked-calls.ts';
import { markedResultText } from '../result-text.ts';
import { createTextParser } from '../text-parser.ts';
import { wrappedFunctionJson } from '../tool-json.ts';

const OWN: Mark = { open: '<tool_calls>', close: '</tool_calls>' };
/** Of Apertus: the name is the key of the arguments. */
const KEYED: Mark = { open: '<|tools_prefix|>', close: '<|tools_suffix|>' };
const MARKS: readonly Mark[] = [
  OWN,
  { open: '<|tool_call|>', close: '' },
  { open: '<|action_start|><|plugin|>', close: '<|action_end|>' },
  KEYED,
  { open: '<longcat_tool_call>', close: '</longcat_tool_call>' },
  { open: '<tool_call>', close: '</tool_call>' },
  { open: '<function_call>', close: '' },
  { open: '<|function_call|>', close: '' },
  { open: '<|message_sep|>\n\nfunction call<|role_sep|>', close: '' },
  { open: 'functools', close: '' },
  { open: '```json', close: '```', tentative: true },
];
const WORDS = MARKS.flatMap(({ open, close }) => [open, close]).filter((word) => word.startsWith('<'));
const EXAMPLE = `${OWN.open}[{"name": "<function-name>", "arguments": {"<argument>": "<value>"}}]${OWN.close}`;
const BARE = /^\[\s*\{\s*"(?:name|arguments|parameters|id|type|function)"\s*:/;
const BARE_BEGUN = /^\[\s*(?:\{\s*(?:"(?:[a-z]{0,10}"?)?\s*)?)?$/;
/** A list that is meant as calls whatever is wrong further on. Group 1: the first name. */
const MEANT = /^\[\s*\{\s*"name"\s*:\s*"([^"\\]*)"\s*,\s*"(?:arguments|parameters)"\s*:/;

function syntaxFor(names: ReadonlySet<string>): CallSyntax {
  const readBareCall = (item: string): ParsedCall | string => {
    const members = parseJsonObject(item) && jsonMembers(item);
    const call = members?.has('arguments') || members?.has('parameters') ? readCallObject(item) : '';
    if (typeof call === 'string') return 'no call';
    return names.size === 0 || names.has(call.name) ? call : 'no call';
  };
  return markedSyntax({
    marks: MARKS,
    bareOpeners: ['['],
    bracketAt: (text, at) => ('[{'.includes(text.charAt(at)) && at < text.length ? at : 'none'),
    scanner: (from) => new JsonScanner(from),
    readItem: (item, mark) => readItems(item, mark === KEYED ? readKeyedCall : readCallObject),
    readBareItem: (item) => readItems(item, readBareCall),
    bareAt(text) {
      if (!BARE.test(text)) return BARE_BEGUN.test(text) ? 'open' : 'no';
      return names.has(MEANT.exec(text)?.[1] ?? '') ? 'yes' : 'if whole';
    },
    nameIn,
    example: EXAMPLE,
  });
}

function readKeyedCall(item: string): ParsedCall | string {
  const [only, ...more] = parseJsonObject(item) ? jsonMembers(item) : [];
  if (!only || more.length > 0) return readCallObject(item);
  const args = readArguments(only[1]);
  return typeof args === 'string' ? args : { name: only[0], ...args };
}

export const jsonList: Dialect = {
  name: 'json-list',
  title: 'Granite, Hunyuan, Jamba, InternLM, Phi 4, xLAM: JSON lists',
  stop: [],
  describeTools: (tools) => {
    if (tools.length === 0) return '';
    const list = tools.map((tool) => `${hideMarkers(wrappedFunctionJson(tool), WORDS)}\n`).join('');
    return `# Tools\n\nYou may call these functions:\n\n${list}\nTo call functions, end your answer with one JSON list of all calls:\n${EXAMPLE}`;
  },
  renderCalls: (calls) => {
    if (calls.length === 0) return '';
    const list = calls.map(({ name, arguments: args }) => writeJson({ name, arguments: args }));
    return `${OWN.open}[${hideMarkers(list.join(', '), WORDS)}]${OWN.close}`;
  },
  renderResults: (results) =>
    results.map((result) => `<tool_response>\n${markedResultText(result)}\n</tool_response>`).join('\n'),
  createParser: (options) =>
    createTextParser(syntaxFor(new Set(options.tools.map((tool) => tool.name))), options),
};
