/** NexAU's own XML, written: values plain where that reads back as they are, else in CDATA. The grammar is in `syntax.ts`. */
import type { Json, ToolDefinition, ToolResultBlock } from '@nex/core';
import type { Dialect, DialectCall } from '../../dialect.ts';
import { plainValue } from '../../json-text.ts';
import { resultText } from '../../result-text.ts';
import { parameterTypes, type ValueType } from '../../tags/value-types.ts';
import { callWriter } from '../../tags/write-call.ts';
import { createTextParser } from '../../text-parser.ts';
import { toolsByName } from '../../tool-json.ts';
import { writeCdata } from './cdata.ts';
import { describeTools } from './describe-tools.ts';
import { nexauSyntax, PARALLEL, PARALLEL_WRAPPER, readValue, SINGLE } from './syntax.ts';

/** Parameters whose tags would be taken for the call's own. */
const OWN_NAMES = /^(?:parameter$|tool_|parallel_|use_parallel)/i;

function nexauCallWriter(tools: readonly ToolDefinition[], tags: { open: string; close: string }) {
  const byName = toolsByName(tools);
  const element = (name: string, parameters: string) =>
    `${tags.open}\n  <tool_name>${name}</tool_name>\n${parameters}${tags.close}`;
  const plain = ({ name, arguments: args }: DialectCall) => {
    const lines = Object.entries(args).map(
      ([key, value]) =>
        `    <${key}>${writeValue(key, value, parameterTypes(byName.get(name), key))}</${key}>\n`,
    );
    return element(name, `  <parameter>\n${lines.join('')}  </parameter>\n`);
  };
  const withBody = (name: string, json: string) => element(name, `  <parameter>${json}</parameter>\n`);
  return callWriter(tools, { plain, withBody, untyped: 'string', ownNames: OWN_NAMES }, nexauSyntax);
}

function writeValue(key: string, value: Json, types: ReadonlySet<ValueType> | undefined): string {
  const text = plainValue(value);
  if (typeof value !== 'string') return text;
  const hasOwnTags =
    text.includes(`<${key}`) ||
    text.includes(`</${key}`) ||
    /<\/?(?:parameter|tool_|parallel_|use_parallel)/i.test(text);
  return !hasOwnTags && readValue(text, types) === JSON.stringify(value) ? text : writeCdata(text);
}

function renderResult(result: ToolResultBlock): string {
  const tag = result.isError ? 'error' : 'result';
  return `<tool_result>\n<tool_name>${result.toolName}</tool_name>\n<${tag}>${resultText(result)}</${tag}>\n</tool_result>`;
}

export const nexauXml: Dialect = {
  name: 'nexau-xml',
  title: 'NexAU XML: <tool_use> and <use_parallel_tool_calls>',
  stop: [SINGLE.close, PARALLEL_WRAPPER.close],
  describeTools,
  renderCalls: (calls, tools) => {
    const [first, ...more] = calls;
    if (!first) return '';
    if (more.length === 0) return nexauCallWriter(tools, SINGLE)(first);
    const texts = calls.map(nexauCallWriter(tools, PARALLEL));
    return [PARALLEL_WRAPPER.open, ...texts, PARALLEL_WRAPPER.close].join('\n');
  },
  renderResults: (results) =>
    results.length === 0 ? '' : `Tool execution results:\n${results.map(renderResult).join('\n\n')}`,
  createParser: (options) => createTextParser(nexauSyntax(options.tools), options),
};
