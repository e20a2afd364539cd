/**
 * MiniMax M2: `<invoke name="NAME">` with `<parameter name="KEY">value</parameter>`, all calls of a turn in one
 * `<minimax:tool_call>`. Values stand as they are, white space included; the wrapper and the quotes may be missing.
 */
import type { ToolDefinition } from '@nex/core';
import type { CallSyntax } from '../call-reader.ts';
import type { Dialect } from '../dialect.ts';
import { markedResultText } from '../result-text.ts';
import { callSyntax } from '../tags/call-grammar.ts';
import { wrapperOf } from '../tags/element-form.ts';
import { invokeForm } from '../tags/invoke-form.ts';
import { type CallSpelling, callWriter } from '../tags/write-call.ts';
import { createTextParser } from '../text-parser.ts';
import { functionJson, toolsByName } from '../tool-json.ts';

const WRAPPER = wrapperOf('minimax:tool_call');
const EXAMPLE = `${WRAPPER.open}
<invoke name="tool-name-1">
<parameter name="param-key-1">param-value-1</parameter>
<parameter name="param-key-2">param-value-2</parameter>
...
</invoke>
${WRAPPER.close}`;

function syntaxFor(tools: readonly ToolDefinition[]): CallSyntax {
  return callSyntax({
    wrappers: [WRAPPER],
    forms: [invokeForm({ prefix: '' }, toolsByName(tools))],
    isMeant: (region) =>
      /<invoke\s+name="?[^"<>\n]+"?\s*>\s*(<|\{|$)/.test(region) || region.includes('<parameter '),
    namePattern: /<invoke\s+name="?([^"<>\n]+)/,
    example: EXAMPLE,
  });
}

const withEntries = (name: string, entries: string) => `<invoke name="${name}">\n${entries}</invoke>`;
const SPELLING: CallSpelling = {
  entry: (key, text) => `<parameter name="${key}">${text}</parameter>\n`,
  withEntries,
  withBody: (name, json) => withEntries(name, `${json}\n`),
  untyped: 'string',
};

export const minimaxM2: Dialect = {
  name: 'minimax-m2',
  title: 'MiniMax M2: invocations in <minimax:tool_call>',
  stop: [],
  describeTools: (tools) => {
    if (tools.length === 0) return '';
    const list = tools.map((tool) => `<tool>${functionJson(tool)}</tool>\n`).join('');
    return `# Tools\nYou may call one or more tools to assist with the user query.\nHere are the tools available in JSONSchema format:\n\n<tools>\n${list}</tools>\n\nWhen making tool calls, use XML format to invoke tools and pass parameters:\n\n${EXAMPLE}`;
  },
  renderCalls: (calls, tools) => {
    if (calls.length === 0) return '';
    const invocations = calls.map(callWriter(tools, SPELLING, syntaxFor)).join('\n');
    return `${WRAPPER.open}\n${invocations}\n${WRAPPER.close}`;
  },
  renderResults: (results) =>
    results.map((result) => `<response>${markedResultText(result)}</response>`).join('\n'),
  createParser: (options) => createTextParser(syntaxFor(options.tools), options),
};
