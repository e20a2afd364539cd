/** What the formats with JSON arguments read beyond the contract of all dialects: variants, damage and prose. */
import type { DialectName, JsonObject, ToolDefinition } from '@nex/core';
import { describe, expect, it } from 'vitest';
import { type ParsedReply, parseReply } from '../dialect.ts';
import { DIALECTS } from './index.ts';

function tool(name: string, required: string[]): ToolDefinition {
  const properties: JsonObject = Object.fromEntries(required.map((key) => [key, { type: 'string' }]));
  return {
    name,
    description: '',
    inputSchema: { type: 'object', properties, required },
    origin: { kind: 'builtin' },
    repeatable: true,
    disableParallel: false,
  };
}
const TOOLS = [tool('look', ['city']), tool('read', ['path'])];

function read(dialect: DialectName, text: string): ParsedReply {
  const whole = parseReply(DIALECTS[dialect], text, { tools: TOOLS });
  const parser = DIALECTS[dialect].createParser({ tools: TOOLS });
  for (const character of text) parser.push(character);
  expect(parser.end().reply).toEqual(whole);
  return whole;
}
/** `name(arguments)` of sound calls, `name?` of broken ones. */
function calls(reply: ParsedReply): string[] {
  return reply.calls.map((call) => (call.fault ? `${call.name}?` : `${call.name}(${call.argumentsText})`));
}

describe('calls', () => {
  it.each<[DialectName, string, string, string[]]>([
    [
      'hermes',
      'A.\n<tool_call>{"name": "look", "arguments": {"city":"Rome"}}</tool_call>',
      'A.\n',
      ['look({"city":"Rome"})'],
    ],
    [
      'hermes',
      '<tool_call>{"name": "look", "arguments": {"city": "</tool_call>"}}</tool_call>',
      '',
      ['look({"city": "</tool_call>"})'],
    ],
    ['hermes', '<tool_call>\n{"name": "look", "arguments": {}}', '', ['look({})']],
    [
      'hermes',
      '<tool_call>{"name": "look", "arguments": {}}<tool_call>{"name": "read", "arguments": {}}</tool',
      '',
      ['look({})', 'read({})'],
    ],
    [
      'hermes',
      '<tool_call>{"name": "look", "arguments": {"city": Rome}}</tool_call><tool_call>{"name": "read"}</tool_call>',
      '',
      ['look?', 'read({})'],
    ],
    [
      'hermes',
      '<tool_call>{"name": "look", "arguments": {"city": "Rome}}\n<tool_call>{"name": "read"}</tool_call>',
      '',
      ['look?', 'read({})'],
    ],
    ['hermes', '<tool_call>{"name": "look", "arguments": {}}}</tool_call>', '', ['look?']],
    ['hermes', '<tool_call>{"name": "look", "arguments": {"city": "Ro', '', ['look?']],
    ['hermes', '<tool_call>look(city)</tool_call>', '', ['?']],
    ['hermes', 'Wait.\n<tool_call>\n', 'Wait.\n', ['?']],
    ['hermes', 'The <tool_call> tag opens a call.', 'The <tool_call> tag opens a call.', []],
    [
      'llama3',
      'A. {"name": "look", "parameters": {"city":"Rome"}}; {"name": "read", "arguments": {}} B.',
      'A.  B.',
      ['look({"city":"Rome"})', 'read({})'],
    ],
    ['llama3', '{"type": "function", "name": "look", "parameters": {}}', '', ['look({})']],
    [
      'llama3',
      '<|python_tag|>{"name": "look", "parameters": {}}<|python_tag|>{"name": "read", "parameters": {}}',
      '',
      ['look({})', 'read({})'],
    ],
    [
      'llama3',
      '<|python_tag|>search.call(query="a \\"b\\" (c)", lang="en")<|eom_id|>',
      '<|eom_id|>',
      ['search({"query": "a \\"b\\" (c)", "lang": "en"})'],
    ],
    ['llama3', '<|python_tag|>import os', '', ['?']],
    [
      'llama3',
      '{"name": "look", "parameters": {{"name": "read", "parameters": {}}',
      '',
      ['look?', 'read({})'],
    ],
    ['llama3', '{"name": "look", "para', '', ['look?']],
    [
      'llama3',
      '{"name": "John", "age": 3}; {"parameters": {}} {x: {y}}',
      '{"name": "John", "age": 3}; {"parameters": {}} {x: {y}}',
      [],
    ],
    ['llama3', 'Write {"name": "look" like this', 'Write {"name": "look" like this', []],
    [
      'mistral',
      'A. [TOOL_CALLS]look[ARGS]{"city":"Rome"}[TOOL_CALLS]read[CALL_ID]c2[ARGS]{}',
      'A. ',
      ['look({"city":"Rome"})', 'read({})'],
    ],
    ['mistral', '[TOOL_CALLS]look{"city":"Rome"}', '', ['look({"city":"Rome"})']],
    [
      'mistral',
      '[TOOL_CALLS] [{"name": "look", "arguments": {"city":"]"}}, {"name": "read", "arguments": {}}]',
      '',
      ['look({"city":"]"})', 'read({})'],
    ],
    [
      'mistral',
      '[TOOL_CALLS] [{"name": "look", "arguments": {}}, {"name": "read", "arguments": {]',
      '',
      ['look({})', 'read?'],
    ],
    ['mistral', '[TOOL_CALLS] [not valid json]', '', ['?']],
    ['mistral', '[TOOL_CALLS]look[ARGS]{"city": Rome}[TOOL_CALLS]read[ARGS]{}', '', ['look?', 'read({})']],
    ['mistral', '[TOOL_CALLS]look[AR', '', ['?']],
    ['mistral', 'The [TOOL_CALLS] mark opens calls.', 'The [TOOL_CALLS] mark opens calls.', []],
    [
      'kimi-k2',
      'A.<|tool_calls_section_begin|><|tool_call_begin|>functions.look:3<|tool_call_argument_begin|>{"city":"Rome"}<|tool_call_end|><|tool_calls_section_end|>',
      'A.',
      ['look({"city":"Rome"})'],
    ],
    [
      'kimi-k2',
      '<|tool_call_begin|>read:0<|tool_call_argument_begin|>"{}"<|tool_call_end|>',
      '',
      ['read({})'],
    ],
    [
      'kimi-k2',
      '<|tool_call_begin|>0<|tool_call_argument_begin|>{"path":"/a"}<|tool_call_end|>',
      '',
      ['read({"path":"/a"})'],
    ],
    ['kimi-k2', '<|tool_call_begin|>0<|tool_call_argument_begin|>{"x":"/a"}<|tool_call_end|>', '', ['?']],
    [
      'kimi-k2',
      '<|tool_call_begin|>look:0<|tool_call_argument_begin|>{"city": <|tool_call_end|><|tool_call_begin|>read:1<|tool_call_argument_begin|>{}',
      '',
      ['look?', 'read({})'],
    ],
    ['kimi-k2', '<|tool_call_begin|>look:0<|tool_call_end|>', '', ['look?']],
    ['kimi-k2', '<|tool_calls_section_begin|>', '', ['?']],
    ['kimi-k2', 'The <|tool_calls_section_begin|> token.', 'The <|tool_calls_section_begin|> token.', []],
    [
      'harmony',
      ' to=functions.look<|channel|>commentary json<|message|>{"city":"Rome"}<|call|>',
      '',
      ['look({"city":"Rome"})'],
    ],
    [
      'harmony',
      '<|channel|>commentary<|message|>A.<|end|><|start|>assistant<|channel|>commentary to=functions.look <|constrain|>json<|message|>{"city":"<|end|>"}',
      'A.',
      ['look({"city":"<|end|>"})'],
    ],
    [
      'harmony',
      'A.<|start|>assistant<|channel|>commentary to=functions.look<|message|>{"city": Rome}<|call|><|start|>assistant<|channel|>final<|message|>B.',
      'A.\nB.',
      ['look?'],
    ],
    ['harmony', '<|channel|>commentary to=functions.look <|constrain|>json<|message|>', '', ['look?']],
    ['harmony', '<|channel|>commentary to=functions.look <|constrain|>js', '', ['look?']],
    ['harmony', 'To be or not to be.', 'To be or not to be.', []],
  ])('%s: %s', (dialect, text, content, expected) => {
    const reply = read(dialect, text);
    expect(calls(reply)).toEqual(expected);
    expect(reply.content).toBe(content);
  });

  it('carries the ids that the formats have', () => {
    const ids = (dialect: DialectName, text: string) => read(dialect, text).calls.map((call) => call.id);
    expect(ids('mistral', '[TOOL_CALLS]look[CALL_ID]c2[ARGS]{}')).toEqual(['c2']);
    expect(ids('mistral', '[TOOL_CALLS] [{"name": "look", "arguments": {}, "id": "c3"}]')).toEqual(['c3']);
    const kimi = '<|tool_call_begin|>functions.look:4 <|tool_call_argument_begin|>{}<|tool_call_end|>';
    expect(ids('kimi-k2', kimi)).toEqual(['functions.look:4']);
  });
});

describe('a broken call', () => {
  it.each<[DialectName, string, string]>([
    ['hermes', '<tool_call>{"name": "look", "arguments": {x}}</tool_call>', '<tool_call>'],
    ['llama3', '{"name": "look", "parameters": {x}}', '{"name"'],
    ['mistral', '[TOOL_CALLS]look[ARGS]{x}', '[ARGS]'],
    [
      'kimi-k2',
      '<|tool_call_begin|>functions.look:0<|tool_call_argument_begin|>{x}<|tool_call_end|>',
      '<|tool_call_begin|>',
    ],
    ['harmony', '<|channel|>commentary to=functions.look<|message|>{x}<|call|>', '<|channel|>'],
  ])('keeps its text and says how to write it: %s', (dialect, text, example) => {
    const [call] = read(dialect, text).calls;
    expect(call).toMatchObject({ name: 'look', argumentsText: text });
    expect(call?.arguments).toBeUndefined();
    expect(call?.fault).toContain("expected a key in double quotes or '}', found 'x'");
    expect(call?.fault).toContain(example);
  });
});

describe('reasoning', () => {
  it.each<[DialectName, string, string, string]>([
    ['hermes', '<think>\nHm.\n</think>\n\nHi.', 'Hm.', 'Hi.'],
    ['mistral', '[THINK]Hm.[/THINK]Hi.', 'Hm.', 'Hi.'],
    [
      'harmony',
      '<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Hi.<|return|>',
      'Hm.',
      'Hi.',
    ],
    [
      'harmony',
      '<|channel|>analysis<|message|>A.<|end|><|channel|>analysis<|message|>B.<|end|>Hi.',
      'A.\nB.',
      'Hi.',
    ],
    [
      'harmony',
      '<|start|>functions.look to=assistant<|channel|>commentary<|message|>hot<|end|>Hi.',
      'hot',
      'Hi.',
    ],
  ])('%s: %s', (dialect, text, reasoning, content) => {
    expect(read(dialect, text)).toEqual({ reasoning, content, calls: [] });
  });

  it('may have begun in the prompt', () => {
    const options = { tools: [], startsInReasoning: true };
    const rest = 'Hm.<|end|><|start|>assistant<|channel|>final<|message|>Hi.';
    expect(parseReply(DIALECTS.harmony, rest, options)).toEqual({
      reasoning: 'Hm.',
      content: 'Hi.',
      calls: [],
    });
    expect(parseReply(DIALECTS.hermes, 'Hm.</think>Hi.', options)).toMatchObject({
      reasoning: 'Hm.',
      content: 'Hi.',
    });
  });
});

it('hides the closing tag of a value from readers that look for it first', () => {
  const args = { text: '</tool_call>', html: '<b>' };
  const text = DIALECTS.hermes.renderCalls([{ id: '', name: 'look', arguments: args }], []);
  expect(text.split('</tool_call>')).toHaveLength(2);
  expect(text).toContain('<b>');
});

it('writes tools for gpt-oss as TypeScript', () => {
  const inputSchema: JsonObject = {
    type: 'object',
    required: ['city'],
    properties: {
      city: { type: 'string', description: 'The town.' },
      unit: { enum: ['c', 'f'], default: 'c' },
      days: { type: ['integer', 'null'] },
      tags: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'number' }] } },
      'x-y': { type: 'object', properties: { deep: { type: 'boolean' } } },
      any: true,
    },
  };
  const text = DIALECTS.harmony.describeTools([
    { ...tool('look', []), description: 'Looks.\nTwice.', inputSchema },
    tool('now', []),
  ]);
  expect(text).toContain(
    '// Looks.\n// Twice.\ntype look = (_: {\n// The town.\ncity: string,\nunit?: "c" | "f", // default: "c"\ndays?: number | null,\ntags?: (string | number)[],\n"x-y"?: {\ndeep?: boolean,\n},\nany?: any,\n}) => any;\n\ntype now = () => any;',
  );
});
