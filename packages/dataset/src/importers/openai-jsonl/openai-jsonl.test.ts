import {
  type JsonObject,
  type Message,
  type Sample,
  type TrajectoryRun,
  textMessage,
  textOf,
} from '@nex/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyMessages } from '../../message.arbitrary.ts';
import { renderRow } from '../../rows/render-row.ts';
import { run, sample } from '../../sample.fixture.ts';
import { wellFormed } from '../../well-formed.ts';
import { importLines, importOne } from '../imported.fixture.ts';

const said = (messages: readonly Message[] = []) =>
  messages.map((message) => [message.role, textOf(message)]);
const line = (value: JsonObject) => JSON.stringify(value);
function rowOf(exported: Sample): string {
  const [proved] = renderRow(exported, { exporter: 'openai-chat', view: 'root', earlierLeaves: false });
  if (!proved || !('row' in proved)) throw new Error(`no row: ${JSON.stringify(proved)}`);
  return proved.line.trimEnd();
}

/** What a row says of a run. */
const told = (run: TrajectoryRun) => ({
  ids: [run.runId, run.parentRunId, run.parentCallId],
  agent: [run.agent, run.depth, run.state, run.stopReason],
  messages: run.messages,
  tools: run.tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema })),
});

test('what openai-chat exports comes back as the same conversations, runs, tools and provenance', async () => {
  const exported = sample(1);
  const { query, trajectory, warnings } = await importOne([rowOf(exported)]);
  expect(query).toBe(exported.query);
  expect(trajectory.runs.map(told)).toEqual(exported.trajectory.runs.map(told));
  expect(trajectory.provenance).toEqual({
    ...exported.trajectory.provenance,
    imported: { format: 'openai-jsonl', source: 'traces.jsonl' },
  });
  expect(warnings).toEqual([]);
});

describe('rows of conversations before a compaction', () => {
  const earlier = [textMessage('user', 'Which tea?'), textMessage('assistant', 'I look.')];
  const exported = sample(1);
  exported.trajectory.runs = exported.trajectory.runs.map((each) => ({ ...each, earlierLeaves: [earlier] }));
  const linesOf = (view: 'root' | 'per-agent') =>
    renderRow(exported, { exporter: 'openai-chat', view, earlierLeaves: true }).map((row) =>
      'line' in row ? row.line.trimEnd() : '',
    );

  test('become one trajectory with the row that they lead to, those of sub-agents too', async () => {
    const { trajectory } = await importOne(linesOf('root'));
    expect(trajectory.runs.map(told)).toEqual(exported.trajectory.runs.map(told));
    expect(trajectory.runs.map((each) => each.earlierLeaves)).toEqual([[earlier], [earlier]]);
    const again = await importLines(linesOf('per-agent'));
    expect(
      again.imported.map(({ trajectory: { runs } }) => runs.map((each) => [each.agent, each.earlierLeaves])),
    ).toEqual([[['lead', [earlier]]], [['scout', [earlier]]]]);
  });

  test('stand alone without it', async () => {
    const [first = ''] = linesOf('root');
    const { trajectory } = await importOne([first]);
    expect(trajectory.runs.map((each) => each.messages)).toEqual([earlier]);
  });
});

test('any exported conversation comes back, whatever is in it', async () => {
  await fc.assert(
    fc.asyncProperty(anyMessages, anyMessages, async (root, sub) => {
      const exported = sample(1, {
        root,
        subAgents: [run(sub, { runId: 'run_sub', parentRunId: 'run_root', depth: 1 })],
      });
      const { imported } = await importLines([rowOf(exported)], 'openai-jsonl');
      expect(imported[0]?.trajectory.runs.map((each) => each.messages)).toEqual(
        wellFormed(exported.trajectory.runs.map((each) => each.messages)),
      );
    }),
    { numRuns: 50 },
  );
});

test('that a message is not to be trained on is not kept, and told', async () => {
  const { warnings } = await importOne([
    line({
      messages: [
        { role: 'user', content: 'Tea?' },
        { role: 'assistant', content: 'No.', weight: 0 },
        { role: 'user', content: 'Please.' },
        { role: 'assistant', content: 'Sencha.', weight: 1 },
      ],
    }),
  ]);
  expect(warnings).toMatchObject([{ code: 'weight_unread', where: 'line 1, message 1', count: 1 }]);
});

test('messages and tools', async () => {
  const { trajectory, query } = await importOne([
    line({
      messages: [
        { role: 'developer', content: 'You help.' },
        { role: 'user', content: 'Tea?' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'c1', type: 'function', function: { name: 'a.search', arguments: '{"q" : 1}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'Sencha' },
        { role: 'assistant', content: 'Sencha.', reasoning_content: 'Found.' },
      ],
      tools: [
        {
          type: 'function',
          function: { name: 'a.search', description: 'S.', parameters: { type: 'object' } },
        },
      ],
      id: 'row-1',
    }),
  ]);
  const [first] = trajectory.runs;
  expect(query).toBe('Tea?');
  expect(said(first?.messages)).toEqual([
    ['system', 'You help.'],
    ['user', 'Tea?'],
    ['assistant', ''],
    ['tool', ''],
    ['assistant', 'Sencha.'],
  ]);
  // The name may not be used with models: it changed in both places.
  expect(first?.tools[0]?.name).toBe('a_search');
  expect(first?.messages[2]?.content).toMatchObject([{ name: 'a_search', argumentsText: '{"q" : 1}' }]);
  expect(trajectory.provenance.traceId).toBe('row-1');
});

test('request and response of a call', async () => {
  const { trajectory } = await importOne([
    line({
      request: { model: 'model-1', messages: [{ role: 'user', content: 'Tea?' }] },
      response: {
        choices: [{ index: 0, message: { role: 'assistant', content: 'Sen' }, finish_reason: 'length' }],
      },
    }),
  ]);
  expect(trajectory.runs[0]).toMatchObject({ response: 'Sen', stopReason: 'truncated' });
  expect(trajectory.provenance.model).toBe('model-1');
});

test('ShareGPT, with calls', async () => {
  const { trajectory, warnings } = await importOne([
    line({
      system: 'You help.',
      tools: '[{"name":"search","description":"S.","parameters":{"type":"object"}}]',
      conversations: [
        { from: 'human', value: 'Tea?' },
        { from: 'function_call', value: '{"name":"search","arguments":{"q":1}}' },
        { from: 'observation', value: 'Sencha' },
        { from: 'gpt', value: 'Sencha.' },
      ],
    }),
  ]);
  const [first] = trajectory.runs;
  expect(first?.messages.map((message) => message.role)).toEqual([
    'system',
    'user',
    'assistant',
    'tool',
    'assistant',
  ]);
  expect(first?.messages[2]?.content).toMatchObject([{ id: 'call_1', name: 'search', arguments: { q: 1 } }]);
  expect(first?.messages[3]?.content).toMatchObject([{ toolCallId: 'call_1', toolName: 'search' }]);
  expect(first?.tools.map((tool) => tool.name)).toEqual(['search']);
  expect(warnings.map((warning) => warning.code)).toContain('result_matched_by_order');
});

test('tools without a schema, items that a provider adds, and what is said beside the content are kept', async () => {
  const search = { type: 'web_search_call', id: 'ws', action: { type: 'search', query: 'tea' } };
  const file = { type: 'input_image', file_id: 'file-1' };
  const { trajectory, warnings } = await importOne([
    line({
      messages: [
        { role: 'user', content: [{ type: 'text', text: { value: 'Tea?', annotations: [] } }, file] },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c1', type: 'custom', custom: { name: 'patch', input: '*** Begin' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'ok' },
        search,
        { type: 'custom_tool_call', call_id: 'c2', name: 'patch', input: '*** End' },
        { type: 'custom_tool_call_output', call_id: 'c2', output: 'fine' },
        { role: 'assistant', content: null, audio: { id: 'a', transcript: 'Spoken.' } },
        { role: 'user', content: 'And?' },
        { role: 'assistant', content: null, refusal: 'No.' },
      ],
    }),
  ]);
  const [first] = trajectory.runs;
  expect(first?.messages.map(({ role, content }) => [role, ...content])).toMatchObject([
    ['user', { text: 'Tea?' }, { text: JSON.stringify(file) }],
    ['assistant', { id: 'c1', name: 'patch', argumentsText: '*** Begin' }],
    ['tool', { toolCallId: 'c1', toolName: 'patch' }],
    ['assistant', { text: JSON.stringify(search) }, { id: 'c2', name: 'patch', argumentsText: '*** End' }],
    ['tool', { toolCallId: 'c2', toolName: 'patch', content: [{ text: 'fine' }] }],
    ['assistant', { text: 'Spoken.' }],
    ['user', { text: 'And?' }],
    ['assistant', { text: 'No.' }],
  ]);
  expect(warnings.filter(({ code }) => code === 'part_unread').map(({ where }) => where)).toEqual([
    'line 1, message 0',
    'line 1, message 3',
  ]);
});

test.each<[string, JsonObject, string, string]>([
  ['no messages', { text: 'x' }, 'wrong_shape', 'neither messages nor conversations'],
  ['no message in them', { messages: [] }, 'no_conversation', 'the list of messages is empty'],
  [
    'a message that is none',
    { messages: [{ role: 'user', content: 'x' }, 7] },
    'wrong_shape',
    'message 1 is no object',
  ],
])('%s', async (_, value, reason, note) => {
  const { rejections } = await importLines([line(value)], 'openai-jsonl');
  expect(rejections).toEqual([{ line: 1, reason, note }]);
});

test('the same row has the same run id, another row another', async () => {
  const row = (text: string) => line({ messages: [{ role: 'user', content: text }] });
  const { imported } = await importLines([row('a'), row('a'), row('b')]);
  const [a, again, b] = imported.map((each) => each.trajectory.rootRunId);
  expect([a === again, a === b, /^run_[0-9a-f]{26}$/.test(a ?? '')]).toEqual([true, false, true]);
});
