/**
 * GLM 4.5, 4.6, 4.7 and 5: the name, then pairs of key and value.
 *
 *     <tool_call>NAME
 *     <arg_key>KEY</arg_key>
 *     <arg_value>value</arg_value>
 *     </tool_call>
 *
 * Values stand as they are, white space included. A value whose parameter has no type is JSON where it is valid JSON
 * other than a string. GLM 4.7 writes no line breaks, and some answers
 * spell those between the tags as `\n`; all are read.
 */
import type { ToolDefinition } from '@nex/core';
import type { CallSyntax } from '../call-reader.ts';
import type { Dialect } from '../dialect.ts';
import { markedResultText } from '../result-text.ts';
import { callSyntax } from '../tags/call-grammar.ts';
import { elementForm, wrapperOf } from '../tags/element-form.ts';
import { readArguments } from '../tags/named-values.ts';
import { type EntryGrammar, keepsCallsWhole } from '../tags/tag-entries.ts';
import { readTagValue } from '../tags/tag-value.ts';
import { type CallSpelling, callWriter } from '../tags/write-call.ts';
import { createTextParser } from '../text-parser.ts';
import { toolsByName, wrappedFunctionJson } from '../tool-json.ts';

const CALL = wrapperOf('tool_call');
const ENTRIES: EntryGrammar = {
  open: /(?:\\n)?\s*<arg_key>([^<]*)<\/arg_key>(?:\s|\\n)*<arg_value>/y,
  close: () => '</arg_value>',
  accepts: (value) => keepsCallsWhole(value, [CALL]),
};
/** Hunyuan's, around all calls of a turn, with `<tool_sep>` behind each name. */
const WRAPPER = wrapperOf('tool_calls');
const EXAMPLE =
  '<tool_call>{function-name}\n<arg_key>{arg-key-1}</arg_key>\n<arg_value>{arg-value-1}</arg_value>\n<arg_key>{arg-key-2}</arg_key>\n<arg_value>{arg-value-2}</arg_value>\n...\n</tool_call>';

function syntaxFor(tools: readonly ToolDefinition[]): CallSyntax {
  const byName = toolsByName(tools);
  const form = elementForm({
    ...CALL,
    head: /<tool_call>\s*?\n?((?:(?!\\n)[^\s<>{}"`])+)(?=\s*\n|\\n|\s*<arg_key>|<\/tool_call>|<tool_sep>)(?:\\n)?(?:<tool_sep>)?/y,
    readBody: (name, body) =>
      readArguments(name, body, ENTRIES, byName.get(name), ({ text }, types) =>
        readTagValue(text, types, 'json'),
      ),
  });
  return callSyntax({
    wrappers: [WRAPPER],
    forms: [form],
    isMeant: (region) => /<arg_key>|^<tool_call>\s*(\{|[^\s<>{}"`]+\s*$)/.test(region),
    namePattern: /<tool_call>\s*([^\s<>{}"`\\]+)/,
    example: EXAMPLE,
  });
}

const withEntries = (name: string, entries: string) => `<tool_call>${name}\n${entries}</tool_call>`;
const SPELLING: CallSpelling = {
  entry: (key, text) => `<arg_key>${key}</arg_key>\n<arg_value>${text}</arg_value>\n`,
  withEntries,
  withBody: (name, json) => withEntries(name, `${json}\n`),
  untyped: 'json',
};

export const glm45: Dialect = {
  name: 'glm45',
  title: 'GLM 4.5 and later: keys and values in <tool_call>',
  stop: [],
  describeTools: (tools) => {
    if (tools.length === 0) return '';
    const list = tools.map((tool) => `${wrappedFunctionJson(tool)}\n`).join('');
    return `# Tools\n\nYou may call one or more functions to assist with the user query.\n\nYou are provided with function signatures within <tools></tools> XML tags:\n<tools>\n${list}</tools>\n\nFor each function call, output the function name and arguments within the following XML format:\n${EXAMPLE}`;
  },
  renderCalls: (calls, tools) => calls.map(callWriter(tools, SPELLING, syntaxFor)).join('\n'),
  renderResults: (results) =>
    results.map((result) => `<tool_response>\n${markedResultText(result)}\n</tool_response>`).join('\n'),
  createParser: (options) => createTextParser(syntaxFor(options.tools), options),
};
