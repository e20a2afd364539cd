import type { JsonObject, ToolDefinition, ToolResultBlock } from '@nex/core';
import { describe, expect, it } from 'vitest';
import { parseReply } from '../../dialect.ts';
import { nexauXml } from './index.ts';

const write: ToolDefinition = {
  name: 'write_file',
  description: 'Writes a file.',
  inputSchema: {
    type: 'object',
    properties: {
      path: { type: 'string', description: 'Where to' },
      content: { type: 'string' },
      mode: { type: 'integer', default: 420 },
      tags: { type: 'array', items: { type: 'string' } },
    },
    required: ['path', 'content'],
  },
  origin: { kind: 'custom' },
  repeatable: false,
  disableParallel: false,
};
const now: ToolDefinition = { ...write, name: 'now', inputSchema: { type: 'object', properties: {} } };

function single(name: string, parameters: string): string {
  return `<tool_use>\n  <tool_name>${name}</tool_name>\n  <parameter>${parameters}</parameter>\n</tool_use>`;
}
function read(text: string, tools: readonly ToolDefinition[] = []) {
  return parseReply(nexauXml, text, { tools });
}
function argumentsOf(parameters: string, tools: readonly ToolDefinition[] = []): JsonObject | undefined {
  const [call, ...more] = read(single('write_file', parameters), tools).calls;
  expect(more).toEqual([]);
  return call?.arguments;
}

describe('values', () => {
  it.each<[string, string, JsonObject]>([
    ['its own tag', '<x>outer <x>inner</x> tail</x>', { x: 'outer <x>inner</x> tail' }],
    ['its own tag at the end', '<x><x>inner</x>\n</x>', { x: '<x>inner</x>' }],
    ['the end of the parameters', '<x>a </parameter> b</x>', { x: 'a </parameter> b' }],
    ['the end of the call', '<x>a </parameter></tool_use> b</x>', { x: 'a </parameter></tool_use> b' }],
    ['a whole call', `<x>see ${single('b', '<x>1</x>')} ok</x>`, { x: `see ${single('b', '<x>1</x>')} ok` }],
    ['HTML', '<x>\n  <div>\n<p>hi</p></div>\n</x>', { x: '<div>\n<p>hi</p></div>' }],
    ['entities and ampersands', '<x>&lt;b&gt; && ls</x>', { x: '&lt;b&gt; && ls' }],
    ['white space at the ends', '<x>\n  a\n b </x>', { x: 'a\n b' }],
    ['nothing', '<x></x>', { x: '' }],
    ['two parameters', '<x>1</x>\n<größe.a-b>2</größe.a-b>', { x: '1', 'größe.a-b': '2' }],
    ['a parameter twice', '<x>1</x><x>2</x>', { x: '2' }],
    ['attributes', '<x type="string">1</x>', { x: '1' }],
    ['CDATA', '<x><![CDATA[ <x></x></parameter> ]]></x>', { x: ' <x></x></parameter> ' }],
    ['CDATA over white space and sections', '<x>\n<![CDATA[a]]]]><![CDATA[>b]]>\n</x>', { x: 'a]]>b' }],
    ['CDATA with a bare end inside', '<x><![CDATA[a[b[0]]>1]]></x>', { x: 'a[b[0]]>1' }],
    ['all arguments as JSON', '{"a b": [1, "\\u003c/parameter>"]}', { 'a b': [1, '</parameter>'] }],
  ])('reads %s exactly', (_, parameters, expected) => {
    expect(argumentsOf(parameters)).toEqual(expected);
  });

  it('gives values the types of the schema', () => {
    const parameters =
      '<path>5</path><content>null</content><mode>384</mode><tags>["a", "b"]</tags><other>7</other>';
    expect(argumentsOf(parameters, [write])).toEqual({
      path: '5',
      content: 'null',
      mode: 384,
      tags: ['a', 'b'],
      other: '7',
    });
  });

  it('takes only names of the schema for the next value where that reads', () => {
    const html = '<p>a</p><content>b</content><p>c</p>';
    expect(argumentsOf(`<content>${html}</content><mode>1</mode>`, [write])).toEqual({
      content: html,
      mode: 1,
    });
  });

  it('leaves a value that the schema does not allow for the schema to judge', () => {
    expect(argumentsOf('<mode>rw-r--r--</mode>', [write])).toEqual({ mode: 'rw-r--r--' });
  });
});

describe('calls', () => {
  it('reads single and parallel blocks in the order of the text', () => {
    const block = (name: string) =>
      `<parallel_tool><tool_name>${name}</tool_name><parameter><x>1</x></parameter></parallel_tool>`;
    const text = `First. ${single('a', '')}\n<use_parallel_tool_calls>\n${block('b')}\n${block('b')}\n${single('c', '')}</use_parallel_tool_calls>\nLast. ${single('d', '')}`;
    const reply = read(text);
    expect(reply.calls.map((call) => call.name)).toEqual(['a', 'b', 'b', 'c', 'd']);
    expect(reply.content).toBe('First. \nLast. ');
  });

  it('reads a call without parameters, and one with the tag in capitals', () => {
    const text =
      '<tool_use><tool_name>now</tool_name></tool_use><tool_use><tool_name>a</tool_name><Parameter id="1"><x>1</x></Parameter></tool_use>';
    expect(read(text).calls.map((call) => [call.name, call.arguments])).toEqual([
      ['now', {}],
      ['a', { x: '1' }],
    ]);
  });

  it.each([
    ['</tool_use>', '<tool_use>\n<tool_name>a</tool_name>\n<parameter>\n<x>1</x>\n</parameter>\n'],
    [
      '</use_parallel_tool_calls>',
      '<use_parallel_tool_calls>\n<parallel_tool><tool_name>a</tool_name><parameter><x>1</x></parameter></parallel_tool>\n',
    ],
    [
      '</parallel_tool>',
      '<use_parallel_tool_calls>\n<parallel_tool><tool_name>a</tool_name><parameter><x>1</x></parameter>\n',
    ],
  ])('reads what a stop at %s left', (_, text) => {
    expect(read(text).calls).toEqual([{ name: 'a', argumentsText: '{"x": "1"}', arguments: { x: '1' } }]);
  });

  it('takes a cut call without parameters only for a tool that has none', () => {
    expect(read('<tool_use>\n<tool_name>now</tool_name>\n', [now]).calls[0]?.arguments).toEqual({});
    expect(read('<tool_use>\n<tool_name>write_file</tool_name>\n', [write]).calls[0]?.fault).toContain(
      'cut off',
    );
  });

  it('leaves prose about the tags alone', () => {
    const text = 'Put it into `<tool_use>` and `</tool_use>`, or <parallel_tool>.';
    expect(read(text)).toEqual({ content: text, reasoning: '', calls: [] });
  });
});

describe('malformed calls', () => {
  it.each([
    ['an unclosed value', single('a', '<x>1'), 'a'],
    ['an unclosed value before another', single('a', '<x>1<y>2</y>'), 'a'],
    ['no name', '<tool_use><parameter><x>1</x></parameter></tool_use>', ''],
    ['an empty name', '<tool_use><tool_name></tool_name></tool_use>', ''],
    ['text among the parameters', single('a', '<x>1</x> and <y>2</y>'), 'a'],
    ['unclosed CDATA', single('a', '<x><![CDATA[1</x>'), 'a'],
    ['the end of the answer', '<tool_use><tool_name>a</tool_name><parameter><x>1', 'a'],
  ])('are faults with the raw text: %s', (_, text, name) => {
    const reply = read(`Before. ${text}`);
    expect(reply.content).toBe('Before. ');
    expect(reply.calls).toEqual([
      { name, argumentsText: text, fault: expect.stringContaining('<tool_use>') },
    ]);
  });

  it('do not swallow the call behind them', () => {
    const reply = read(`${single('a', '<x>1')} then ${single('b', '<x>2</x>')} end`);
    expect(reply.calls.map((call) => [call.name, call.arguments])).toEqual([
      ['a', undefined],
      ['b', { x: '2' }],
    ]);
    expect(reply.content).toBe(' then  end');
  });

  it('are found in bounded time', () => {
    const start = performance.now();
    const evil = single('a', `${'<a>1</a>'.repeat(2000)}<b>`).repeat(3);
    expect(read(evil).calls.every((call) => call.fault !== undefined)).toBe(true);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

describe('writing', () => {
  const call = (args: JsonObject) => ({ id: '1', name: 'write_file', arguments: args });

  it('writes one call alone and several in a block', () => {
    expect(nexauXml.renderCalls([call({ path: 'a.txt', mode: 384 })], [write])).toBe(
      '<tool_use>\n  <tool_name>write_file</tool_name>\n  <parameter>\n    <path>a.txt</path>\n    <mode>384</mode>\n  </parameter>\n</tool_use>',
    );
    const several = nexauXml.renderCalls([call({ path: 'a' }), call({ path: 'b' })], [write]);
    expect(several).toMatch(
      /^<use_parallel_tool_calls>\n<parallel_tool>[\s\S]*<\/parallel_tool>\n<\/use_parallel_tool_calls>$/,
    );
  });

  it('uses CDATA only where a plain value would be read as something else', () => {
    const text = nexauXml.renderCalls(
      [call({ path: 'a && b <i>c</i>', content: ' </content> ]]> ' })],
      [write],
    );
    expect(text).toContain('<path>a && b <i>c</i></path>');
    expect(text).toContain('<content><![CDATA[ </content> ]]]]><![CDATA[> ]]></content>');
  });

  it('writes arguments that tags cannot carry as JSON', () => {
    expect(nexauXml.renderCalls([call({ 'a b': 1 })], [])).toContain('<parameter>{"a b": 1}</parameter>');
  });

  it('writes results in call order, failures as errors', () => {
    const result = (toolName: string, text: string, isError: boolean): ToolResultBlock => ({
      type: 'tool_result',
      toolCallId: toolName,
      toolName,
      content: [{ type: 'text', text }],
      isError,
    });
    const structured: ToolResultBlock = {
      ...result('list', '', false),
      content: [],
      structured: [1, 2, 'v'],
    };
    expect(
      nexauXml.renderResults([
        result('look', 'fine', false),
        result('write_file', 'no room', true),
        structured,
      ]),
    ).toBe(
      'Tool execution results:\n<tool_result>\n<tool_name>look</tool_name>\n<result>fine</result>\n</tool_result>\n\n<tool_result>\n<tool_name>write_file</tool_name>\n<error>no room</error>\n</tool_result>\n\n<tool_result>\n<tool_name>list</tool_name>\n<result>[1, 2, "v"]</result>\n</tool_result>',
    );
  });

  it('lets a text of the tool file stand for a tool', () => {
    const text = nexauXml.describeTools([{ ...write, textModeDescription: 'Write so.\n' }]);
    expect(text).toContain('## Available Tools\n\nWrite so.\n\nCRITICAL');
    expect(text).not.toContain('write_file');
  });

  it('describes tools by a usage example', () => {
    const text = nexauXml.describeTools([write]);
    expect(text).toContain(
      '### write_file\nWrites a file.\nUsage:\n<tool_use>\n  <tool_name>write_file</tool_name>\n  <parameter>\n    <path>Where to (required, type: string)</path>',
    );
    expect(text).toContain('<mode>(optional, type: integer, default: 420)</mode>');
    expect(text).toContain('CRITICAL TOOL EXECUTION INSTRUCTIONS');
  });
});
