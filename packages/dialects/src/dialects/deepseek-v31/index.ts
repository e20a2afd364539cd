/**
 * DeepSeek V3.1: JSON arguments between special tokens. Written as V3.1 does; read also as V3 and R1 (arguments in a
 * JSON fence) and V3.2 (`<｜DSML｜invoke>` with typed parameters) write.
 */
import { isJsonObject, type ToolDefinition } from '@nex/core';
import type { CallSyntax } from '../../call-reader.ts';
import type { Dialect, DialectCall, ParsedCall } from '../../dialect.ts';
import { joined } from '../../joined.ts';
import { hideMarkers } from '../../json/hide-markers.ts';
import { writeJson } from '../../json-text.ts';
import { markedResultText } from '../../result-text.ts';
import { callSyntax } from '../../tags/call-grammar.ts';
import { wrapperOf } from '../../tags/element-form.ts';
import { invokeForm } from '../../tags/invoke-form.ts';
import { parametersOf } from '../../tags/value-types.ts';
import { createTextParser } from '../../text-parser.ts';
import { toolsByName } from '../../tool-json.ts';
import { CALL_BEGIN, CALL_END, jsonCallForm, SEPARATOR } from './json-call-form.ts';

const CALLS_BEGIN = '<｜tool▁calls▁begin｜>';
const CALLS_END = '<｜tool▁calls▁end｜>';
const DSML = '｜DSML｜';

function syntaxFor(tools: readonly ToolDefinition[]): CallSyntax {
  return callSyntax({
    wrappers: [
      { open: CALLS_BEGIN, close: CALLS_END },
      wrapperOf(`${DSML}function_calls`),
      wrapperOf(`${DSML}tool_calls`),
    ],
    forms: [jsonCallForm, invokeForm({ prefix: DSML, amend: unwrapArguments }, toolsByName(tools))],
    isMeant: (region) => region.includes(CALL_BEGIN) || region.includes(`<${DSML}invoke`),
    namePattern: new RegExp(
      `${CALL_BEGIN}(?:\\s*function\\s*${SEPARATOR})?\\s*([^\\s<{]+)|<${DSML}invoke\\s+name="?([^"<>\\n]+)`,
    ),
    example: `${CALLS_BEGIN}${CALL_BEGIN}tool_call_name${SEPARATOR}{"argument": "value"}${CALL_END}${CALLS_END}`,
  });
}

/** V3.2 and V4 at times put all arguments into one parameter `arguments` that the tool does not have. */
function unwrapArguments(call: ParsedCall, tool: ToolDefinition | undefined): ParsedCall {
  const inner = call.arguments?.['arguments'];
  if (!isJsonObject(inner) || Object.keys(call.arguments ?? {}).length !== 1) return call;
  if (parametersOf(tool)?.has('arguments') !== false) return call;
  return { ...call, argumentsText: writeJson(inner), arguments: inner };
}

function writeCall({ name, arguments: args }: DialectCall): string {
  const json = hideMarkers(writeJson(args), ['<｜']);
  return `${CALL_BEGIN}${name}${SEPARATOR}${json}${CALL_END}`;
}

const INSTRUCTIONS = `IMPORTANT: ALWAYS adhere to this exact format for tool use:
${CALLS_BEGIN}${CALL_BEGIN}tool_call_name${SEPARATOR}tool_call_arguments${CALL_END}{{additional_tool_calls}}${CALLS_END}

Where:

- \`tool_call_name\` must be an exact match to one of the available tools
- \`tool_call_arguments\` must be valid JSON that strictly follows the tool's Parameters Schema
- For multiple tool calls, chain them directly without separators or spaces`;

export const deepseekV31: Dialect = {
  name: 'deepseek-v31',
  title: 'DeepSeek V3.1: JSON between special tokens',
  stop: [],
  describeTools: (tools) => {
    if (tools.length === 0) return '';
    const list = tools.map(
      (tool) =>
        `\n### ${tool.name}\nDescription: ${tool.description}\n\nParameters: ${writeJson(tool.inputSchema)}\n`,
    );
    return `## Tools\nYou have access to the following tools:\n${list.join('')}\n${INSTRUCTIONS}`;
  },
  renderCalls: (calls) => {
    if (calls.length === 0) return '';
    return `${CALLS_BEGIN}${joined(calls, '', writeCall)}${CALLS_END}`;
  },
  renderResults: (results) =>
    joined(
      results,
      '',
      (result) => `<｜tool▁output▁begin｜>${markedResultText(result)}<｜tool▁output▁end｜>`,
    ),
  createParser: (options) => createTextParser(syntaxFor(options.tools), options),
};
