/** NexAU's own XML, written: values plain where that reads back as they are, else in CDATA. The grammar is in `syntax.ts`. */
import type { Json, ToolResultBlock } from '@nex/core';
import type { Dialect } from '../../dialect.ts';
import { plainValue } from '../../json-text.ts';
import { resultText } from '../../result-text.ts';
import type { Wrapper } from '../../tags/call-grammar.ts';
import { isReadAs } from '../../tags/tag-value.ts';
import type { Types } from '../../tags/value-types.ts';
import { type CallSpelling, callWriter } from '../../tags/write-call.ts';
import { createTextParser } from '../../text-parser.ts';
import { isCdata, writeCdata } from './cdata.ts';
import { describeTools } from './describe-tools.ts';
import { nexauSyntax, PARALLEL, PARALLEL_WRAPPER, SINGLE } from './syntax.ts';

/** Parameters whose tags would be taken for the call's own. */
const OWN_NAMES = /^(?:parameter$|tool_|parallel_|use_parallel)/i;

function spellingOf({ open, close }: Wrapper): CallSpelling {
  const begin = `${open}\n  <tool_name>`;
  const end = `</parameter>\n${close}`;
  const entriesEnd = `  ${end}`;
  return {
    entry: (key, text) => `    <${key}>${text}</${key}>\n`,
    withEntries: (name, entries) => `${begin}${name}</tool_name>\n  <parameter>\n${entries}${entriesEnd}`,
    withBody: (name, json) => `${begin}${name}</tool_name>\n  <parameter>${json}${end}`,
    valueText,
    untyped: 'string',
    ownNames: OWN_NAMES,
  };
}
const ALONE = spellingOf(SINGLE);
const TOGETHER = spellingOf(PARALLEL);

function valueText(value: Json, key: string, types: Types): string {
  if (typeof value !== 'string') return plainValue(value);
  const isPlain =
    value === value.trim() && !hasOwnTags(value, key) && isReadAs(value, value, types, 'string');
  return isPlain ? value : writeCdata(value);
}

function hasOwnTags(text: string, key: string): boolean {
  if (!text.includes('<')) return false;
  return (
    isCdata(text) ||
    text.includes(`<${key}`) ||
    text.includes(`</${key}`) ||
    /<\/?(?:parameter|tool_|parallel_|use_parallel)/i.test(text)
  );
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
    const [first] = calls;
    if (!first) return '';
    if (calls.length === 1) return callWriter(tools, ALONE, nexauSyntax)(first);
    const texts = calls.map(callWriter(tools, TOGETHER, nexauSyntax)).join('\n');
    return `${PARALLEL_WRAPPER.open}\n${texts}\n${PARALLEL_WRAPPER.close}`;
  },
  renderResults: (results) =>
    results.length === 0 ? '' : `Tool execution results:\n${results.map(renderResult).join('\n\n')}`,
  createParser: (options) => createTextParser(nexauSyntax(options.tools), options),
};
