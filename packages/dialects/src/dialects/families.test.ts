/** Answers as models of the families write them, sound and broken, by the dialect that reads them. */
import type { DialectName, JsonObject, ToolDefinition } from '@nex/core';
import { describe, expect, it } from 'vitest';
import { parseReply } from '../dialect.ts';
import { DIALECTS } from './index.ts';

const tool = (name: string): ToolDefinition => ({
  name,
  description: '',
  inputSchema: { type: 'object', properties: { days: { type: 'integer' } } },
  origin: { kind: 'custom' },
  repeatable: false,
  disableParallel: false,
});
const TOOLS = [tool('forecast'), tool('files.find'), tool('now')];

type Call = [name: string, args: JsonObject];
type Row = [what: string, text: string, calls: Call[], content?: string];

function check(name: DialectName, rows: readonly Row[]): void {
  it.each(rows)('%s', (_, text, calls, content = '') => {
    const whole = parseReply(DIALECTS[name], text, { tools: TOOLS });
    expect(whole.calls.map((call): Call => [call.name, call.arguments ?? {}])).toEqual(calls);
    expect(whole.calls.map(({ fault }) => fault)).toEqual(calls.map(() => undefined));
    expect(whole.content.trim()).toBe(content);
    const parser = DIALECTS[name].createParser({ tools: TOOLS });
    for (const char of text) parser.push(char);
    expect(parser.end().reply).toEqual(whole);
  });
}

/** What must be told as a fault: the name that was meant, and the text as it was written. */
function checkFaults(name: DialectName, rows: readonly [what: string, text: string, called: string][]): void {
  it.each(rows)('%s', (_, text, called) => {
    const { calls, content } = parseReply(DIALECTS[name], text, { tools: TOOLS });
    expect(calls).toMatchObject([{ name: called, argumentsText: text.trim() }]);
    expect(calls[0]).not.toHaveProperty('arguments');
    expect(calls[0]?.fault).toContain('Write it like this');
    expect(content).toBe('');
  });
}

const ROME: Call = ['forecast', { city: 'Rome', days: 3 }];

describe('pythonic', () => {
  check('pythonic', [
    ['Llama 4', '[forecast(city="Rome", days=3)]', [ROME]],
    [
      'Llama 4 with marks',
      `Hm. <|python_start|>[forecast(city='Rome', days=3)]<|python_end|> So.`,
      [ROME],
      'Hm.  So.',
    ],
    [
      'LFM 2',
      `<|tool_call_start|>[now(), forecast(city='Rome', days=3,)]<|tool_call_end|>`,
      [['now', {}], ROME],
    ],
    [
      'LFM 2 in JSON',
      '<|tool_call_start|>[{"name": "forecast", "arguments": {"city": "Rome", "days": 3}}]<|tool_call_end|>',
      [ROME],
    ],
    ['Olmo 3', '<function_calls>forecast(city="Rome", days=3)\nnow()</function_calls>', [ROME, ['now', {}]]],
    [
      'a tool that is not offered, between marks',
      '<function_calls>other()</function_calls>',
      [['other', {}]],
    ],
    [
      'values of every kind',
      `[files.find(a='it\\'s "x"', b=[1, -2.5, (3,)], c={'k': None, "l": True}, d="""two\nlines""", e='\\u00e9\\x41\\t')]`,
      [
        [
          'files.find',
          { a: 'it\'s "x"', b: [1, -2.5, [3]], c: { k: null, l: true }, d: 'two\nlines', e: 'éA\t' },
        ],
      ],
    ],
    [
      'keys that are no names',
      '[forecast(**{"the city": "Rome", "class": 1})]',
      [['forecast', { 'the city': 'Rome', class: 1 }]],
    ],
    [
      'brackets and marks in a text',
      `[forecast(city="]) <|tool_call_end|> now()")]`,
      [['forecast', { city: ']) <|tool_call_end|> now()' }]],
    ],
    [
      'a list',
      'See [1, 2] and [other(x=1)] and [link](a(b)).',
      [],
      'See [1, 2] and [other(x=1)] and [link](a(b)).',
    ],
    [
      'prose about a mark',
      'Between <function_calls> and its end.',
      [],
      'Between <function_calls> and its end.',
    ],
  ]);
  checkFaults('pythonic', [
    ['a value that is no literal', '[forecast(city=Rome)]', 'forecast'],
    ['an argument without a name', '[forecast("Rome")]', 'forecast'],
    ['an answer that breaks off', '[forecast(city="Ro', 'forecast'],
    ['a quote in a text', "<|tool_call_start|>[forecast(city='L'Aquila')]<|tool_call_end|>", 'forecast'],
  ]);
});

describe('json-list', () => {
  const json = '{"name": "forecast", "arguments": {"city": "Rome", "days": 3}}';
  check('json-list', [
    [
      'Hunyuan, Jamba',
      `Hm.\n<tool_calls>[${json}, {"name": "now", "arguments": {}}]</tool_calls>`,
      [ROME, ['now', {}]],
      'Hm.',
    ],
    ['MiniMax M1', `<tool_calls>\n${json}\n${json}\n</tool_calls>`, [ROME, ROME]],
    ['Granite 3', `<|tool_call|>[${json}]`, [ROME]],
    ['Granite 20B', `<function_call> ${json}`, [ROME]],
    [
      'InternLM 2',
      `<|action_start|><|plugin|>\n${json.replace('arguments', 'parameters')}<|action_end|>`,
      [ROME],
    ],
    ['Phi 4 mini', `functools[${json}]`, [ROME]],
    ['LongCat', `<longcat_tool_call>${json}</longcat_tool_call>`, [ROME]],
    ['GigaChat 3', `Hm.<|message_sep|>\n\nfunction call<|role_sep|>\n${json}`, [ROME], 'Hm.'],
    ['Apertus', '<|tools_prefix|>[{"forecast": {"city": "Rome", "days": 3}}]<|tools_suffix|>', [ROME]],
    ['xLAM', `[${json}]`, [ROME]],
    ['xLAM with arguments as text', `[{"name": "now", "arguments": "{\\"x\\": 1}"}]`, [['now', { x: 1 }]]],
    ['a fence', `Hm.\n\`\`\`json\n[${json}]\n\`\`\``, [ROME], 'Hm.'],
    ['other JSON', '[{"name": "Ada", "age": 36}] {"a": [1]}', [], '[{"name": "Ada", "age": 36}] {"a": [1]}'],
    ['other JSON in a fence', '```json\n[1, 2]\n```', [], '```json\n[1, 2]\n```'],
    [
      'a list of another tool',
      '[{"name": "other", "arguments": {}}]',
      [],
      '[{"name": "other", "arguments": {}}]',
    ],
    ['a word that opens', 'Use functools.reduce.', [], 'Use functools.reduce.'],
  ]);
  checkFaults('json-list', [
    ['no JSON', '<tool_calls>[{"name": "forecast", "arguments": {city: 1}}]</tool_calls>', 'forecast'],
    ['no name', '<|tool_call|>[{"arguments": {}}]', ''],
    ['an answer that breaks off', '<|tool_call|>[{"name": "forecast", "argu', 'forecast'],
    ['a list without marks that breaks off', '[{"name": "forecast", "arguments": {"ci', 'forecast'],
  ]);
});

describe('gemma', () => {
  const q = '<|"|>';
  check('gemma', [
    ['Gemma 4', `Hm. <|tool_call>call:forecast{city:${q}Rome${q},days:3}<tool_call|>`, [ROME], 'Hm.'],
    [
      'FunctionGemma',
      '<start_function_call>call:forecast{city:<escape>Rome<escape>,days:3}<end_function_call>',
      [ROME],
    ],
    [
      'values of every kind',
      `<|tool_call>call:files.find{a:[true,null,{b:${q}"x" \\n {${q}}],"a key":"\\u003c"}<tool_call|><|tool_call>call:now{}<tool_call|>`,
      [
        ['files.find', { a: [true, null, { b: '"x" \\n {' }], 'a key': '<' }],
        ['now', {}],
      ],
    ],
    ['a missing end', `<|tool_call>call:forecast{city:${q}Rome${q},days:3}`, [ROME]],
    ['reasoning', `<|channel>thought\nHm.<channel|>Hello.`, [], 'Hello.'],
    ['prose about a mark', 'The mark <|tool_call> opens.', [], 'The mark <|tool_call> opens.'],
  ]);
  checkFaults('gemma', [
    ['a text without marks', '<|tool_call>call:forecast{city:Rome}<tool_call|>', 'forecast'],
    ['an answer that breaks off', `<|tool_call>call:forecast{city:${q}Ro`, 'forecast'],
  ]);
});

describe('relatives of other dialects', () => {
  check('glm45', [
    [
      'Hunyuan 3',
      '<tool_calls>\n<tool_call>forecast<tool_sep>\n<arg_key>city</arg_key>\n<arg_value>Rome</arg_value>\n<arg_key>days</arg_key>\n<arg_value>3</arg_value>\n</tool_call>\n<tool_call>now<tool_sep></tool_call>\n</tool_calls>',
      [ROME, ['now', {}]],
    ],
  ]);
  check('qwen3-coder', [
    [
      'Seed-OSS',
      '<seed:tool_call>\n<function=forecast>\n<parameter=city>Rome</parameter>\n<parameter=days>3</parameter>\n</function>\n</seed:tool_call>',
      [ROME],
    ],
  ]);
});
