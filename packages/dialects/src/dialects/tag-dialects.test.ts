/** What is particular to the vendors' tag formats: their layout, their liberties, their typing. */
import type { DialectName, JsonObject, ToolDefinition } from '@nex/core';
import { describe, expect, it } from 'vitest';
import { parseReply } from '../dialect.ts';
import { DIALECTS } from './index.ts';

function tool(name: string, properties: JsonObject): ToolDefinition {
  const inputSchema = { type: 'object', properties, required: Object.keys(properties) };
  return {
    name,
    description: 'Plans a trip.',
    inputSchema,
    origin: { kind: 'custom' },
    repeatable: false,
    disableParallel: false,
  };
}
const TOOLS = [
  tool('plan', {
    city: { type: 'string' },
    days: { type: 'integer' },
    direct: { type: 'boolean' },
    stops: { anyOf: [{ type: 'array' }, { type: 'null' }] },
    note: { type: ['string', 'integer'] },
  }),
];
const ARGS: JsonObject = { city: ' Río\n', days: 3, direct: true, stops: [{ at: 'a"b' }], note: 'n' };

function read(name: DialectName, text: string, tools: readonly ToolDefinition[] = TOOLS) {
  return parseReply(DIALECTS[name], text, { tools });
}
function argumentsOf(name: DialectName, text: string, tools?: readonly ToolDefinition[]) {
  return read(name, text, tools).calls.map((call) => call.arguments ?? call.fault);
}

it.each<[DialectName, string]>([
  [
    'qwen3-coder',
    '<tool_call>\n<function=plan>\n<parameter=city>\n Río\n\n</parameter>\n<parameter=days>\n3\n</parameter>\n<parameter=direct>\ntrue\n</parameter>\n<parameter=stops>\n[{"at": "a\\"b"}]\n</parameter>\n<parameter=note>\nn\n</parameter>\n</function>\n</tool_call>',
  ],
  [
    'glm45',
    '<tool_call>plan\n<arg_key>city</arg_key>\n<arg_value> Río\n</arg_value>\n<arg_key>days</arg_key>\n<arg_value>3</arg_value>\n<arg_key>direct</arg_key>\n<arg_value>true</arg_value>\n<arg_key>stops</arg_key>\n<arg_value>[{"at": "a\\"b"}]</arg_value>\n<arg_key>note</arg_key>\n<arg_value>n</arg_value>\n</tool_call>',
  ],
  [
    'minimax-m2',
    '<minimax:tool_call>\n<invoke name="plan">\n<parameter name="city"> Río\n</parameter>\n<parameter name="days">3</parameter>\n<parameter name="direct">true</parameter>\n<parameter name="stops">[{"at": "a\\"b"}]</parameter>\n<parameter name="note">n</parameter>\n</invoke>\n</minimax:tool_call>',
  ],
  [
    'deepseek-v31',
    '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>plan<｜tool▁sep｜>{"city": " Río\\n", "days": 3, "direct": true, "stops": [{"at": "a\\"b"}], "note": "n"}<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
  ],
])('%s writes what its models write', (name, text) => {
  expect(DIALECTS[name].renderCalls([{ id: '1', name: 'plan', arguments: ARGS }], TOOLS)).toBe(text);
  expect(argumentsOf(name, text)).toEqual([ARGS]);
});

describe('qwen3-coder', () => {
  const call = (parameters: string) => `<tool_call>\n<function=plan>\n${parameters}</function>\n</tool_call>`;

  it.each<[string, string, JsonObject]>([
    [
      'values on the line of the tag',
      '<parameter=city>Rome</parameter>\n<parameter=days>3</parameter>\n',
      { city: 'Rome', days: 3 },
    ],
    [
      'a value without an end',
      '<parameter=city>\nRome\n<parameter=days>\n3\n</parameter>\n',
      { city: 'Rome', days: 3 },
    ],
    ['a last value without an end', '<parameter=city>\nRome\n', { city: 'Rome' }],
    [
      'the wrapper inside a value',
      '<parameter=city>\na</tool_call>b\n</parameter>\n',
      { city: 'a</tool_call>b' },
    ],
    [
      'the end of a value inside a value',
      '<parameter=city>\na</parameter>b\n</parameter>\n',
      { city: 'a</parameter>b' },
    ],
    [
      'words of Python',
      '<parameter=direct>\nTrue\n</parameter>\n<parameter=stops>\nNone\n</parameter>\n',
      { direct: true, stops: null },
    ],
    [
      'a literal of Python',
      "<parameter=stops>\n[{'at': 'it\\'s \"x\"', 'n': None}]\n</parameter>\n",
      { stops: [{ at: 'it\'s "x"', n: null }] },
    ],
    [
      'strings that look like JSON',
      '<parameter=city>\n5\n</parameter>\n<parameter=note>\n5\n</parameter>\n',
      { city: '5', note: 5 },
    ],
    ['names that the schema lacks', '<parameter=other>\n5\n</parameter>\n', { other: '5' }],
    ['no parameters', '', {}],
    ['one JSON object', '{"city": "</parameter>"}\n', { city: '</parameter>' }],
  ])('reads %s', (_, parameters, expected) => {
    expect(argumentsOf('qwen3-coder', call(parameters))).toEqual([expected]);
  });

  it('reads calls without the wrapper, and several in one', () => {
    const one = '<function=plan>\n<parameter=days>\n1\n</parameter>\n</function>';
    expect(argumentsOf('qwen3-coder', one)).toEqual([{ days: 1 }]);
    expect(argumentsOf('qwen3-coder', `<tool_call>\n${one}\n${one}\n</tool_call>`)).toEqual([
      { days: 1 },
      { days: 1 },
    ]);
  });

  it.each(['<tool_call>\n', ''])(
    'ends no value at the end of a function inside of it: after "%s"',
    (wrapper) => {
      const text = `${wrapper}<function=plan>\n<parameter=city>\na</function>\nb\n</parameter>\n</function>\n${wrapper.replace('<', '</')}`;
      expect(argumentsOf('qwen3-coder', text)).toEqual([{ city: 'a</function>\nb' }]);
    },
  );

  it('keeps the text around calls and drops the line breaks between them', () => {
    const reply = read('qwen3-coder', `one${call('')}\n${call('')} two `);
    expect(reply.content).toBe('one two ');
    expect(reply.calls).toHaveLength(2);
  });

  it.each([
    ['a broken opening tag', '<tool_call>\n<function=bad_func_no_gt\n</function>\n</tool_call>'],
    ['no name', '<tool_call><function=></function></tool_call>'],
    ['the JSON of another family', '<tool_call>\n{"name": "plan", "arguments": {}}\n</tool_call>'],
    ['text among the parameters', call('say <parameter=city>x</parameter>\n')],
  ])('reports %s and reads on', (_, text) => {
    const [bad, good] = read('qwen3-coder', `${text}\n${call('')}`).calls;
    expect(bad?.fault).toContain('<function=example_function_name>');
    expect(good).toEqual({ name: 'plan', argumentsText: '{}', arguments: {} });
  });

  it('never mixes a call without its end with the one behind it', () => {
    const open = '<tool_call>\n<function=plan>\n<parameter=city>\nx\n';
    const text = `${open}${call('<parameter=days>\n2\n</parameter>\n')}`;
    const [bad, ...more] = read('qwen3-coder', text).calls;
    expect(bad).toMatchObject({ name: 'plan', fault: expect.any(String) });
    expect(bad?.argumentsText.startsWith(open)).toBe(true);
    expect(more).toEqual([]);
  });

  it('reports what was cut off, with its text', () => {
    const text = '<tool_call>\n<function=plan>\n<parameter=city>\nLon';
    expect(read('qwen3-coder', text).calls).toEqual([
      { name: 'plan', argumentsText: text, fault: expect.stringContaining('cut off') },
    ]);
  });

  it('describes parameters in tags', () => {
    expect(DIALECTS['qwen3-coder'].describeTools(TOOLS)).toContain(
      '<function>\n<name>plan</name>\n<description>Plans a trip.</description>\n<parameters>\n<parameter>\n<name>city</name>\n<type>string</type>\n</parameter>',
    );
  });
});

describe('glm45', () => {
  it.each<[string, string, JsonObject]>([
    [
      'no line breaks',
      '<tool_call>plan<arg_key>city</arg_key><arg_value> a </arg_value></tool_call>',
      { city: ' a ' },
    ],
    [
      'line breaks spelled out',
      '<tool_call>plan\\n<arg_key>city</arg_key>\\n<arg_value>a\\n</arg_value>\n</tool_call>',
      { city: 'a\\n' },
    ],
    [
      'JSON with quotes escaped twice',
      '<tool_call>plan\n<arg_key>stops</arg_key>\n<arg_value>[{\\"at\\": \\"C:\\\\\\\\x\\"}]</arg_value></tool_call>',
      { stops: [{ at: 'C:\\x' }] },
    ],
    [
      'its own tags inside a value',
      '<tool_call>plan\n<arg_key>city</arg_key>\n<arg_value>a</tool_call></arg_value>b</arg_value>\n</tool_call>',
      { city: 'a</tool_call></arg_value>b' },
    ],
    [
      'values without a type as JSON',
      '<tool_call>plan\n<arg_key>a</arg_key>\n<arg_value>[1]</arg_value>\n<arg_key>b</arg_key>\n<arg_value>"x"</arg_value>\n<arg_key>c</arg_key>\n<arg_value>12345678901234567890</arg_value>\n</tool_call>',
      { a: [1], b: '"x"', c: '12345678901234567890' },
    ],
    ['no arguments', '<tool_call>plan</tool_call>', {}],
  ])('reads %s', (_, text, expected) => {
    expect(argumentsOf('glm45', text)).toEqual([expected]);
  });

  it('reports a key without a value, and prose it leaves alone', () => {
    const [call] = read('glm45', '<tool_call>plan\n<arg_key>city</arg_key>\n</tool_call>').calls;
    expect(call).toMatchObject({ name: 'plan', fault: expect.stringContaining('<arg_key>') });
    const prose = 'Between <tool_call> and </tool_call> stands a call.';
    expect(read('glm45', prose)).toEqual({ content: prose, reasoning: '', calls: [] });
  });
});

describe('minimax-m2', () => {
  it('reads invocations without wrapper and without quotes', () => {
    const text =
      '<invoke name=plan>\n<parameter name=city>Rome</parameter>\n<parameter name=days>3</parameter>\n</invoke>';
    expect(argumentsOf('minimax-m2', text)).toEqual([{ city: 'Rome', days: 3 }]);
  });

  it('reports an unfinished invocation after whole ones', () => {
    const whole = '<invoke name="plan">\n<parameter name="days">3</parameter>\n</invoke>';
    const reply = read(
      'minimax-m2',
      `Go.\n<minimax:tool_call>\n${whole}\n${whole}\n<invoke name="plan">\n<parameter name="ci`,
    );
    expect(reply.calls.map((call) => call.arguments)).toEqual([{ days: 3 }, { days: 3 }, undefined]);
    expect(reply.calls[2]).toMatchObject({ name: 'plan', fault: expect.stringContaining('cut off') });
  });

  it('gives each invocation out before the wrapper ends', () => {
    const parser = DIALECTS['minimax-m2'].createParser({ tools: TOOLS });
    parser.push('<minimax:tool_call>\n<invoke name="plan">\n<parameter name="days">3</parameter>\n</invoke>');
    expect(parser.push('\n<invoke name="plan">')).toMatchObject([
      { type: 'call', call: { arguments: { days: 3 } } },
    ]);
  });
});

describe('deepseek-v31', () => {
  const wrap = (inside: string) => `<｜tool▁calls▁begin｜>${inside}<｜tool▁calls▁end｜>`;

  it('keeps the bytes of the arguments', () => {
    const [call] = read(
      'deepseek-v31',
      wrap('<｜tool▁call▁begin｜>plan<｜tool▁sep｜>{"days":3 ,"x":1e2}<｜tool▁call▁end｜>'),
    ).calls;
    expect(call?.argumentsText).toBe('{"days":3 ,"x":1e2}');
  });

  it('reads the fence of V3 and the tags of V3.2', () => {
    const fence = 'function<｜tool▁sep｜>plan\n```json\n{"days": 3}\n```';
    expect(
      argumentsOf(
        'deepseek-v31',
        wrap(
          `<｜tool▁call▁begin｜>${fence}<｜tool▁call▁end｜>\n<｜tool▁call▁begin｜>${fence}<｜tool▁call▁end｜>`,
        ),
      ),
    ).toEqual([{ days: 3 }, { days: 3 }]);
    const parameter = (name: string, isString: boolean, value: string) =>
      `<｜DSML｜parameter name="${name}" string="${isString}">${value}</｜DSML｜parameter>\n`;
    const invoke = (body: string) =>
      `<｜DSML｜function_calls>\n<｜DSML｜invoke name="plan">\n${body}</｜DSML｜invoke>\n</｜DSML｜function_calls>`;
    expect(
      argumentsOf('deepseek-v31', invoke(parameter('stops', true, '[1]') + parameter('days', false, '3'))),
    ).toEqual([{ stops: '[1]', days: 3 }]);
    expect(argumentsOf('deepseek-v31', invoke('{\n "days": 3\n}\n'))).toEqual([{ days: 3 }]);
    expect(argumentsOf('deepseek-v31', invoke(parameter('arguments', false, '{"days": 3}')))).toEqual([
      { days: 3 },
    ]);
    expect(
      argumentsOf(
        'deepseek-v31',
        '<｜DSML｜function_calls>\n<｜DSML｜invoke name="plan"/>\n</｜DSML｜function_calls>',
      ),
    ).toEqual([{}]);
  });

  it('reads its own marks inside of a string', () => {
    const text = wrap(
      '<｜tool▁call▁begin｜>plan<｜tool▁sep｜>{"city": "<｜tool▁call▁end｜>"}<｜tool▁call▁end｜>',
    );
    expect(argumentsOf('deepseek-v31', text)).toEqual([{ city: '<｜tool▁call▁end｜>' }]);
  });

  it('reports bad JSON and reads on', () => {
    const bad = '<｜tool▁call▁begin｜>plan<｜tool▁sep｜>{invalid json}<｜tool▁call▁end｜>';
    const good = '<｜tool▁call▁begin｜>plan<｜tool▁sep｜>{}<｜tool▁call▁end｜>';
    const [first, second] = read('deepseek-v31', `Testing.${wrap(bad + good)}`).calls;
    expect(first).toMatchObject({ name: 'plan', fault: expect.stringContaining('tool_call_name') });
    expect(second?.arguments).toEqual({});
  });
});
