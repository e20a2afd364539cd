/**
 * Qwen3-Coder (also Nemotron 3, Step 3.5, Nex-N1): tags with the name after `=`, each value on lines of its own.
 *
 *     <tool_call>
 *     <function=NAME>
 *     <parameter=KEY>
 *     value
 *     </parameter>
 *     </function>
 *     </tool_call>
 *
 * One line break at each end of a value belongs to the tags. A value without an end goes to the next `<parameter=` at
 * the start of a line, or to `</function>` before the wrapper's end. The wrapper may be missing; then every value needs
 * its end.
 */
import type { ToolDefinition } from '@nex/core';
import type { CallSyntax } from '../../call-reader.ts';
import type { Dialect } from '../../dialect.ts';
import { markedResultText } from '../../result-text.ts';
import { callSyntax } from '../../tags/call-grammar.ts';
import { elementForm, wrapperOf } from '../../tags/element-form.ts';
import { readArguments } from '../../tags/named-values.ts';
import { type EntryGrammar, keepsCallsWhole } from '../../tags/tag-entries.ts';
import { readTagValue } from '../../tags/tag-value.ts';
import { type CallSpelling, callWriter } from '../../tags/write-call.ts';
import { createTextParser } from '../../text-parser.ts';
import { toolsByName } from '../../tool-json.ts';
import { describeParameters } from './describe-parameters.ts';

const EXAMPLE =
  '<tool_call>\n<function=example_function_name>\n<parameter=example_parameter_1>\nvalue_1\n</parameter>\n<parameter=example_parameter_2>\nvalue_2\n</parameter>\n</function>\n</tool_call>';
const WRAPPER = wrapperOf('tool_call');
/** Of Seed-OSS. */
const SEED_WRAPPER = wrapperOf('seed:tool_call');
const FUNCTIONS = [{ open: '<function=', close: '</function>' }];
const CLOSED_ENTRIES: EntryGrammar = {
  open: /<parameter=([^>\n]+)>/y,
  close: () => '</parameter>',
  accepts: (value) => keepsCallsWhole(value, FUNCTIONS),
};

const ENTRIES: EntryGrammar = {
  ...CLOSED_ENTRIES,
  unclosed: { word: '<parameter=', pattern: /\n[ \t]*<parameter=[^>\n]+>/ },
};

function syntaxFor(tools: readonly ToolDefinition[]): CallSyntax {
  const byName = toolsByName(tools);
  const form = elementForm({
    open: '<function=',
    close: '</function>',
    head: /<function=([^<>\n]+)>/y,
    readBody: (name, body, isWrapped) =>
      readArguments(name, body, isWrapped ? ENTRIES : CLOSED_ENTRIES, byName.get(name), ({ text }, types) =>
        readTagValue(withoutBreaks(text), types, 'string'),
      ),
  });
  return callSyntax({
    wrappers: [WRAPPER, SEED_WRAPPER],
    forms: [form],
    isMeant: (region) =>
      /<function\b[^>]*[>\n]\s*(<|\{|$)|^<tool_call>\s*\{/.test(region) || region.includes('<parameter='),
    namePattern: /<function=([^<>\n]+)>/,
    example: EXAMPLE,
  });
}

/** Without one line break at each end. */
function withoutBreaks(text: string): string {
  const start = text.startsWith('\n') ? 1 : 0;
  return text.slice(start, text.length > start && text.endsWith('\n') ? -1 : undefined);
}

const withEntries = (name: string, entries: string) =>
  `<tool_call>\n<function=${name}>\n${entries}</function>\n</tool_call>`;
const SPELLING: CallSpelling = {
  entry: (key, text) => `<parameter=${key}>\n${text}\n</parameter>\n`,
  withEntries,
  withBody: (name, json) => withEntries(name, `${json}\n`),
  untyped: 'string',
};

export const qwen3Coder: Dialect = {
  name: 'qwen3-coder',
  title: 'Qwen3-Coder: named tags in <tool_call>',
  stop: [],
  describeTools: (tools) => {
    if (tools.length === 0) return '';
    const functions = tools.map(
      (tool) =>
        `\n<function>\n<name>${tool.name}</name>\n<description>${tool.description.trim()}</description>\n<parameters>${describeParameters(tool.inputSchema)}\n</parameters>\n</function>`,
    );
    return `# Tools\n\nYou have access to the following tools:\n\n<tools>${functions.join('')}\n</tools>\n\n${INSTRUCTIONS}`;
  },
  renderCalls: (calls, tools) => calls.map(callWriter(tools, SPELLING, syntaxFor)).join('\n'),
  renderResults: (results) =>
    results.map((result) => `<tool_response>\n${markedResultText(result)}\n</tool_response>`).join('\n'),
  createParser: (options) => createTextParser(syntaxFor(options.tools), options),
};

const INSTRUCTIONS = `If you choose to call a tool ONLY reply in the following format with NO suffix:

${EXAMPLE}

<IMPORTANT>
Reminder:
- Function calls MUST follow the specified format: the tool calling block MUST begin with an opening <tool_call> tag and end with a closing </tool_call> tag.
- Required parameters MUST be specified
- You may provide optional reasoning for your function call in natural language BEFORE the function call, but NOT after
- If there is no function call available, answer the question like normal with your current knowledge and do not tell the user about function calls
</IMPORTANT>`;
