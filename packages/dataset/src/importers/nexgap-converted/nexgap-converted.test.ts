/** The reference's converted traces, in its exact spellings: NexAU XML, five styles, OpenAI mode. Written from their description. */
import type { JsonObject, Message } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { importLines, importOne } from '../imported.fixture.ts';

const PROMPT = (usage: string) => `You are the lead.

## Available Tools

### search_web
Searches the web.
Usage:
${usage}

## Available Sub-Agents

### scout
Finds things.

CRITICAL TOOL EXECUTION INSTRUCTIONS: close every tag.`;
const DOCS = [
  'What to look for (required, type: string)',
  'How many (optional, type: integer, default: 5)',
] as const;

/** The five styles and the source, as the reference writes them. */
const STYLES: Record<string, (query: string, max: string) => string> = {
  nexau: (query, max) =>
    `<tool_use>\n  <tool_name>search_web</tool_name>\n  <parameter>\n    <query>${query}</query>\n    <max_results>${max}</max_results>\n  </parameter>\n</tool_use>`,
  qwen: (query, max) =>
    `<tool_call>\n<function=search_web>\n<parameter=query>${query}</parameter>\n<parameter=max_results>${max}</parameter>\n</function>\n</tool_call>`,
  minimax: (query, max) =>
    `<invoke name=search_web>\n<parameter name=query>${query}</parameter>\n<parameter name=max_results>${max}</parameter>\n</invoke>`,
  glm: (query, max) =>
    `<tool_call>search_web\n<arg_key>query</arg_key>\n<arg_value>${query}</arg_value>\n<arg_key>max_results</arg_key>\n<arg_value>${max}</arg_value>\n</tool_call>`,
  openrouter: (query, max) =>
    `<search_web>\n<query>${query}</query>\n<max_results>${max}</max_results>\n</search_web>`,
  deepseek: (query, max) =>
    `<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>search_web<｜tool▁sep｜>{"query": "${query}", "max_results": "${max}"}<｜tool▁call▁end｜><｜tool▁calls▁end｜>`,
};

const row = (messages: JsonObject[], more: JsonObject = {}): string =>
  JSON.stringify({
    messages,
    agent_name: 'Agent: lead',
    trace_id: 't1',
    span_id: 's1',
    query: 'Find tea.',
    framework: 'tea',
    langfuse_trace_id: 't1',
    stop: '',
    ...more,
  });
const results = (...texts: string[]): JsonObject => ({
  role: 'user',
  content: `Tool execution results:\n${texts.map((text) => `\n<tool_result>\n<tool_name>search_web</tool_name>\n<result>${text}</result>\n</tool_result>\n`).join('\n')}`,
});
const call = (message: Message | undefined) =>
  message?.content.map((block) => (block.type === 'tool_call' ? [block.name, block.arguments] : block));

describe.each(Object.entries(STYLES))('%s', (name, style) => {
  const max = name === 'deepseek' ? '5' : 5;
  const conversation = (...turns: JsonObject[]) => [
    { role: 'system', content: PROMPT(style(...DOCS)) },
    { role: 'user', content: 'Find tea.' },
    ...turns,
  ];

  test('calls, results and the tools of the prompt', async () => {
    const { query, trajectory, warnings } = await importOne([
      row(
        conversation(
          { role: 'assistant', content: `I look.\n\n${style('green tea', '5')}`, reasoning_content: 'Hm.' },
          results('Sencha &amp; <b>more</b>'),
          { role: 'assistant', content: 'Sencha.' },
        ),
      ),
    ]);
    const [run] = trajectory.runs;
    expect(query).toBe('Find tea.');
    expect(run).toMatchObject({ agent: 'lead', runId: 's1', stopReason: 'answered', response: 'Sencha.' });
    expect(run?.messages[2]?.content).toMatchObject([
      { type: 'reasoning', text: 'Hm.' },
      { type: 'text', text: 'I look.' },
      {
        type: 'tool_call',
        id: 'call_1',
        name: 'search_web',
        arguments: { query: 'green tea', max_results: max },
      },
    ]);
    expect(run?.messages[3]?.content).toMatchObject([
      { toolCallId: 'call_1', content: [{ text: 'Sencha &amp; <b>more</b>' }], isError: false },
    ]);
    expect(run?.tools).toMatchObject([
      {
        name: 'search_web',
        description: 'Searches the web.',
        inputSchema: {
          properties: {
            query: { type: 'string', description: 'What to look for' },
            max_results: { type: 'integer', description: 'How many' },
          },
          required: ['query'],
        },
      },
    ]);
    expect(warnings.map((warning) => warning.code)).toEqual(['tools_from_prompt', 'call_ids_made']);
  });

  test('parallel calls in the wrapper that the reference leaves', async () => {
    const both =
      name === 'nexau'
        ? `<use_parallel_tool_calls>\n${[style('a', '1'), style('b', '2')].join('\n').replaceAll('tool_use>', 'parallel_tool>')}\n</use_parallel_tool_calls>`
        : `<use_parallel_tool_calls>\n${style('a', '1')}\n${style('b', '2')}\n</use_parallel_tool_calls>`;
    const { trajectory } = await importOne([
      row(conversation({ role: 'assistant', content: both }, results('x', 'y'))),
    ]);
    const [run] = trajectory.runs;
    const count = (text: string) => (name === 'deepseek' ? text : Number(text));
    expect(call(run?.messages[2])).toEqual([
      ['search_web', { query: 'a', max_results: count('1') }],
      ['search_web', { query: 'b', max_results: count('2') }],
    ]);
    expect(run?.messages.slice(3).map((message) => message.content[0])).toMatchObject([
      { toolCallId: 'call_1', content: [{ text: 'x' }] },
      { toolCallId: 'call_2', content: [{ text: 'y' }] },
    ]);
    expect(run?.stopReason).toBeNull();
  });

  test('a call that stayed NexAU XML, because its value is no XML', async () => {
    const left = STYLES['nexau']?.('cd /a && ls', '1') ?? '';
    const { trajectory } = await importOne([
      row(conversation({ role: 'assistant', content: `${style('a', '1')}\nand\n${left}` })),
    ]);
    expect(call(trajectory.runs[0]?.messages[2])).toMatchObject([
      ['search_web', { query: 'a' }],
      { type: 'text', text: 'and' },
      ['search_web', { query: 'cd /a && ls' }],
    ]);
  });
});

test('sub-agents: single with a history, parallel, batch; linked by what they were handed', async () => {
  const lead = [
    { role: 'system', content: 'You lead.' },
    { role: 'user', content: 'Find tea.' },
    {
      role: 'assistant',
      content:
        'First.\n<sub-agent><agent_name>scout</agent_name><message>Look at <b>greens</b> && more.</message><history><![CDATA[a <x>]]></history></sub-agent>',
    },
    {
      role: 'user',
      content:
        'Tool execution results:\n\n<tool_result>\n<tool_name>scout</tool_name>\n<result>Sencha</result>\n</tool_result>\n',
    },
    {
      role: 'assistant',
      content:
        '<use_parallel_sub_agents>\n<parallel_agent><agent_name>taster</agent_name><message>Taste it.</message></parallel_agent>\n<parallel_tool><tool_name>note</tool_name><parameter><text>x</text></parameter></parallel_tool>\n</use_parallel_sub_agents>',
    },
    {
      role: 'assistant',
      content:
        '<use_batch_agent><agent_name>judge</agent_name><input_data_source><file_name>f.jsonl</file_name><format>jsonl</format></input_data_source><message>Judge {x}.</message>',
    },
  ];
  const child = (agent: string, span: string, ask: string) =>
    row(
      [
        { role: 'user', content: ask },
        { role: 'assistant', content: 'Done.' },
      ],
      { agent_name: `Sub-agent: ${agent}`, span_id: span },
    );
  const { trajectory } = await importOne([
    child('taster', 's3', 'Taste it.'),
    row(lead),
    child('scout', 's2', 'Look at <b>greens</b> && more.'),
  ]);
  const [root] = trajectory.runs;
  expect(root?.messages.flatMap((message) => call(message) ?? []).filter(Array.isArray)).toEqual([
    ['sub-agent', { agent_name: 'scout', message: 'Look at <b>greens</b> && more.', history: 'a <x>' }],
    ['sub-agent', { agent_name: 'taster', message: 'Taste it.' }],
    ['note', { text: 'x' }],
    ['batch-agent', { agent_name: 'judge', input_data_source: 'f.jsonl|jsonl', message: 'Judge {x}.' }],
  ]);
  expect(
    trajectory.runs.map(({ agent, parentRunId, parentCallId, depth }) => [
      agent,
      parentRunId,
      parentCallId,
      depth,
    ]),
  ).toEqual([
    ['lead', null, null, 0],
    ['taster', 's1', 'call_2', 1],
    ['scout', 's1', 'call_1', 1],
  ]);
  expect(root?.tools.map((tool) => [tool.name, tool.origin.kind])).toEqual([
    ['sub-agent', 'sub_agent'],
    ['note', 'custom'],
    ['batch-agent', 'custom'],
  ]);
});

test('OpenAI mode: arguments as text in the history, as an object at the end, sub-agents as tools', async () => {
  const made = (id: string, name: string, args: string | JsonObject): JsonObject => ({
    role: 'assistant',
    content: null,
    tool_calls: [{ id, type: 'function', function: { name, arguments: args } }],
  });
  const { trajectory, warnings } = await importOne([
    row(
      [
        { role: 'user', content: 'Find tea.' },
        made('c1', 'scout_sub_agent', '{"message":  "Go."}'),
        { role: 'tool', tool_call_id: 'c1', name: 'scout_sub_agent', content: 'Sencha' },
        made('c2', 'write', { path: 'a' }),
      ],
      { tools: [{ type: 'function', function: { name: 'write', parameters: { type: 'object' } } }] },
    ),
    row(
      [
        { role: 'user', content: 'Go.' },
        { role: 'assistant', content: 'Sencha' },
      ],
      { agent_name: 'scout', span_id: 's2', tools: [] },
    ),
  ]);
  const [root, scout] = trajectory.runs;
  expect(root?.messages[1]?.content).toMatchObject([{ argumentsText: '{"message":  "Go."}' }]);
  expect(root?.messages[3]?.content).toMatchObject([
    { argumentsText: '{"path":"a"}', arguments: { path: 'a' } },
  ]);
  expect(scout).toMatchObject({ parentCallId: 'c1', agent: 'scout' });
  expect(warnings.map((warning) => warning.code)).toContain('arguments_not_text');
});

test('prose about tags stays as it is', async () => {
  const content = 'Write <tool_use> to call; `List<String>` and <b>x</b> are values. </tool_use>';
  const { trajectory } = await importOne([
    row([
      { role: 'user', content: 'How?' },
      { role: 'assistant', content },
    ]),
  ]);
  expect(trajectory.runs[0]?.messages[1]?.content).toEqual([{ type: 'text', text: content }]);
});

test('results that cannot be read stay, with a warning', async () => {
  const content = 'Tool execution results:\n<tool_result>cut';
  const { trajectory, warnings } = await importOne([
    row([
      { role: 'user', content },
      { role: 'assistant', content: 'x' },
    ]),
  ]);
  expect(trajectory.runs[0]?.messages[0]?.content).toEqual([{ type: 'text', text: content }]);
  expect(warnings).toMatchObject([{ code: 'results_unread' }]);
});

test('a row without messages is quarantined', async () => {
  const { imported, rejections } = await importLines(
    [row([]), row([{ role: 'user', content: 'x' }])],
    'nexgap-converted',
  );
  expect(imported).toHaveLength(1);
  expect(rejections).toMatchObject([{ line: 1, reason: 'wrong_shape' }]);
});
