/** The shapes of requests and answers, each as the input or output of a generation. Written from the providers' references. */
import { type JsonObject, textOf } from '@nex/core';
import { expect, test } from 'vitest';
import { importOne } from '../imported.fixture.ts';
import { ASK, generation, line } from '../langfuse/generation.fixture.ts';

test.each<[string, JsonObject]>([
  ['a list of messages', { input: [ASK] }],
  ['a request', { input: { messages: [ASK], temperature: 1 } }],
  ['a string that holds JSON', { input: JSON.stringify([ASK]) }],
  ['a text', { input: 'Which tea is green?' }],
  ['parts', { input: [{ role: 'user', content: [{ type: 'text', text: 'Which tea is green?' }] }] }],
  [
    'a choice',
    {
      output: {
        choices: [{ index: 0, message: { role: 'assistant', content: 'Sencha.' }, finish_reason: 'stop' }],
      },
    },
  ],
  ['a text as the answer', { output: 'Sencha.' }],
  ['an answer without a role', { output: { content: 'Sencha.' } }],
  [
    'a message of Anthropic',
    {
      output: {
        type: 'message',
        role: 'assistant',
        content: [{ type: 'text', text: 'Sencha.' }],
        stop_reason: 'end_turn',
      },
    },
  ],
  [
    'items of a response',
    {
      output: {
        output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Sencha.' }] }],
      },
    },
  ],
  ['an answer that is JSON as text', { output: JSON.stringify({ role: 'assistant', content: 'Sencha.' }) }],
])('input or output as %s', async (_, more) => {
  const { trajectory } = await importOne([line(generation(more))]);
  expect(trajectory.runs[0]?.messages.map((message) => [message.role, textOf(message)])).toEqual([
    ['user', 'Which tea is green?'],
    ['assistant', 'Sencha.'],
  ]);
});

test.each<[string, JsonObject[string], string]>([
  ['a text that is JSON', '{ "answer": "Sencha",  "why": 1 }', '{ "answer": "Sencha",  "why": 1 }'],
  [
    'an object with a field content',
    { content: 'Sencha', title: 'Tea' },
    '{"content":"Sencha","title":"Tea"}',
  ],
  ['an object with a text among others', { text: 'Sencha', n: 1 }, '{"text":"Sencha","n":1}'],
  ['a text that is a list', '["a",  "b"]', '["a",  "b"]'],
])('an answer in a form of its own stays whole: %s', async (_, output, text) => {
  const { trajectory } = await importOne([line(generation({ output }))]);
  expect(trajectory.runs[0]?.response).toBe(text);
});

test.each<[string, JsonObject[string], string]>([
  ['a text that is JSON', '{ "a": 1 }', '{ "a": 1 }'],
  ['fields of an application', { query: 'Tea?', context: 'x' }, '{"query":"Tea?","context":"x"}'],
])('an input in a form of its own stays whole: %s', async (_, input, text) => {
  expect((await importOne([line(generation({ input }))])).query).toBe(text);
});

test('Anthropic: system, thinking, parallel calls, results with an error', async () => {
  const input: JsonObject = {
    system: [{ type: 'text', text: 'You help.' }],
    tools: [{ name: 'search', description: 'Searches.', input_schema: { type: 'object', required: ['q'] } }],
    messages: [
      ASK,
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'I look.', signature: 'sig' },
          { type: 'text', text: 'One moment.' },
          { type: 'tool_use', id: 'tu_1', name: 'search', input: { q: 'a' } },
          { type: 'tool_use', id: 'tu_2', name: 'search', input: { q: 'b' } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'tu_2', content: 'no network', is_error: true },
          { type: 'tool_result', tool_use_id: 'tu_1', content: [{ type: 'text', text: 'Sencha' }] },
          { type: 'text', text: 'Go on.' },
        ],
      },
    ],
  };
  const { trajectory, warnings } = await importOne([line(generation({ input }))]);
  const [run] = trajectory.runs;
  expect(run?.messages).toEqual([
    { role: 'system', content: [{ type: 'text', text: 'You help.' }] },
    { role: 'user', content: [{ type: 'text', text: 'Which tea is green?' }] },
    {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'I look.', signature: 'sig' },
        { type: 'text', text: 'One moment.' },
        { type: 'tool_call', id: 'tu_1', name: 'search', argumentsText: '{"q":"a"}', arguments: { q: 'a' } },
        { type: 'tool_call', id: 'tu_2', name: 'search', argumentsText: '{"q":"b"}', arguments: { q: 'b' } },
      ],
    },
    {
      role: 'tool',
      content: [expect.objectContaining({ toolCallId: 'tu_2', toolName: 'search', isError: true })],
    },
    {
      role: 'tool',
      content: [expect.objectContaining({ toolCallId: 'tu_1', toolName: 'search', isError: false })],
    },
    { role: 'user', content: [{ type: 'text', text: 'Go on.' }] },
    { role: 'assistant', content: [{ type: 'text', text: 'Sencha.' }] },
  ]);
  expect(run?.tools).toMatchObject([{ name: 'search', inputSchema: { required: ['q'] } }]);
  expect(warnings).toMatchObject([{ code: 'arguments_not_text', count: 2 }]);
});

test("turns of OpenAI's responses that come as items are one message each", async () => {
  const input: JsonObject[] = [
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Which tea is green?' }] },
    { type: 'reasoning', summary: [{ type: 'summary_text', text: 'I look.' }] },
    { type: 'function_call', call_id: 'c1', name: 'search', arguments: '{"q" : 1}' },
    { type: 'function_call', call_id: 'c2', name: 'search', arguments: '{}' },
    { type: 'function_call_output', call_id: 'c2', output: 'Sencha' },
    { type: 'function_call_output', call_id: 'c1', output: 'nothing' },
  ];
  const { trajectory } = await importOne([line(generation({ input }))]);
  expect(trajectory.runs[0]?.messages.map((message) => message.role)).toEqual([
    'user',
    'assistant',
    'tool',
    'tool',
    'assistant',
  ]);
  expect(trajectory.runs[0]?.messages[1]?.content).toMatchObject([
    { type: 'reasoning', text: 'I look.' },
    { type: 'tool_call', id: 'c1', argumentsText: '{"q" : 1}' },
    { type: 'tool_call', id: 'c2' },
  ]);
});

test('messages of LangChain', async () => {
  const input: JsonObject[] = [
    { type: 'human', content: 'Which tea is green?' },
    {
      type: 'ai',
      content: '',
      tool_calls: [{ name: 'search', args: { q: 1 }, id: 'c1', type: 'tool_call' }],
      additional_kwargs: {
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'search', arguments: '{"q" : 1}' } }],
      },
    },
    { type: 'tool', content: 'no network', tool_call_id: 'c1', status: 'error' },
  ];
  const { trajectory, query } = await importOne([
    line(generation({ input, output: { type: 'ai', content: 'Sencha.' } })),
  ]);
  expect(query).toBe('Which tea is green?');
  expect(trajectory.runs[0]?.messages.map((message) => message.content)).toMatchObject([
    [{ type: 'text' }],
    [{ type: 'tool_call', id: 'c1', argumentsText: '{"q" : 1}' }],
    [{ type: 'tool_result', toolCallId: 'c1', toolName: 'search', isError: true }],
    [{ type: 'text', text: 'Sencha.' }],
  ]);
});

test("a call of LangChain that is among Anthropic's parts and beside them is one call", async () => {
  const input: JsonObject[] = [
    { type: 'human', content: 'Which tea is green?' },
    {
      type: 'ai',
      content: [
        { type: 'text', text: 'I look.' },
        { type: 'tool_use', id: 'toolu_1', name: 'search', input: { q: 1 } },
        { type: 'tool_use', id: 'toolu_2', name: 'search', input: { q: 1 } },
      ],
      tool_calls: [
        { name: 'search', args: { q: 1 }, id: 'toolu_1', type: 'tool_call' },
        { name: 'search', args: { q: 1 }, id: 'toolu_2', type: 'tool_call' },
      ],
    },
    { type: 'tool', content: 'Sencha', tool_call_id: 'toolu_1' },
    { type: 'tool', content: 'Sencha', tool_call_id: 'toolu_2' },
  ];
  const { trajectory } = await importOne([
    line(generation({ input, output: { type: 'ai', content: 'Sencha.' } })),
  ]);
  expect(trajectory.runs[0]?.messages[1]?.content).toMatchObject([
    { type: 'text', text: 'I look.' },
    { type: 'tool_call', id: 'toolu_1' },
    { type: 'tool_call', id: 'toolu_2' },
  ]);
});

test.each<[string, JsonObject]>([
  [
    'OpenAI',
    { type: 'function', function: { name: 'search', description: 'S.', parameters: { type: 'object' } } },
  ],
  ['Anthropic', { name: 'search', description: 'S.', input_schema: { type: 'object' } }],
])(
  "tools in %s's form that Langfuse's recorder for LangChain writes behind the messages are tools",
  async (_, tool) => {
    const given = { role: 'tool', content: tool };
    const turn: JsonObject = {
      role: 'assistant',
      content: '',
      additional_kwargs: {
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'search', arguments: '{}' } }],
      },
    };
    const result = { role: 'tool', content: 'Sencha', tool_call_id: 'c1' };
    const { trajectory, warnings } = await importOne([
      line(generation({ input: [ASK, given], output: turn })),
      line(
        generation({
          id: 'g2',
          startTime: '2026-01-01T00:00:03.000Z',
          endTime: '2026-01-01T00:00:04.000Z',
          input: [ASK, turn, result, given],
          output: { role: 'assistant', content: 'Sencha.' },
        }),
      ),
    ]);
    expect(trajectory.runs.map((run) => run.messages.map(({ role }) => role))).toEqual([
      ['user', 'assistant', 'tool', 'assistant'],
    ]);
    expect(trajectory.runs[0]?.earlierLeaves).toBeUndefined();
    expect(trajectory.runs[0]?.tools).toMatchObject([
      { name: 'search', description: 'S.', inputSchema: { type: 'object' } },
    ]);
    expect(warnings).toEqual([]);
  },
);

test('an item of a tool that the provider runs is the same in an answer and in the next request', async () => {
  const search = { type: 'web_search_call', id: 'ws', action: { type: 'search', query: 'tea' } };
  const said = (text: string) => ({
    type: 'message',
    role: 'assistant',
    content: [{ type: 'output_text', text }],
  });
  const again = { role: 'user', content: 'Sure?' };
  const { trajectory, warnings } = await importOne([
    line(generation({ input: { input: [ASK] }, output: { output: [search, said('Sencha.')] } })),
    line(
      generation({
        id: 'g2',
        startTime: '2026-01-01T00:00:03.000Z',
        endTime: '2026-01-01T00:00:04.000Z',
        input: { input: [ASK, search, said('Sencha.'), again] },
        output: { output: [said('Yes.')] },
      }),
    ),
  ]);
  expect(trajectory.runs).toHaveLength(1);
  expect(trajectory.runs[0]?.earlierLeaves).toBeUndefined();
  expect(trajectory.runs[0]?.messages.map(({ role, content }) => [role, ...content])).toMatchObject([
    ['user', {}],
    ['assistant', { text: JSON.stringify(search) }, { text: 'Sencha.' }],
    ['user', { text: 'Sure?' }],
    ['assistant', { text: 'Yes.' }],
  ]);
  expect(warnings.map(({ code }) => code)).toContain('part_unread');
});
