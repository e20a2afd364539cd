/** ATIF: valid documents, sub-agents inside of them, and the importer gives back what went in. */
import {
  type JsonObject,
  type Message,
  type Sample,
  type TrajectoryRun,
  textMessage,
  toolCallsOf,
} from '@nex/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ALL_TEXT, conversations } from '../importers/conversation.arbitrary.ts';
import { importOne } from '../importers/imported.fixture.ts';
import { anyMessages } from '../message.arbitrary.ts';
import { type ProvedRow, renderRow } from '../rows/render-row.ts';
import { call, run, SEARCH, sample, toolResult } from '../sample.fixture.ts';
import { wellFormed } from '../well-formed.ts';

const FORMAT = { exporter: 'atif', view: 'root', earlierLeaves: true } as const;

const rowOf = (of: Sample): Extract<ProvedRow, { row: JsonObject }> => {
  const [each] = renderRow(of, FORMAT);
  if (!each || !('row' in each)) throw new Error(JSON.stringify(each?.refusal));
  return each;
};
const documentOf = (of: Sample) => JSON.parse(rowOf(of).row['trajectory'] as string) as JsonObject;

/** A run without where its tools come from, and without its answer, which the importer takes from its messages. */
const bare = ({ tools: _tools, response: _response, ...rest }: TrajectoryRun) => rest;

/** What the models of the format demand beyond the types of its fields. */
function invalid(document: JsonObject): string | undefined {
  const steps = document['steps'] as JsonObject[];
  if (steps.length === 0) return 'no steps';
  for (const [index, step] of steps.entries()) {
    if (step['step_id'] !== index + 1) return `step ${index} has another number`;
    const ids = ((step['tool_calls'] ?? []) as JsonObject[]).map((made) => made['tool_call_id']);
    const results = (step['observation'] as { results: JsonObject[] } | undefined)?.results ?? [];
    if (results.some((result) => !ids.includes(result['source_call_id'])))
      return `step ${index} has a result without its call`;
    const ofAgents = ['model_name', 'reasoning_content', 'tool_calls', 'metrics'];
    if (step['source'] !== 'agent' && ofAgents.some((key) => key in step))
      return `step ${index} is no agent's`;
  }
  const below = (document['subagent_trajectories'] ?? []) as JsonObject[];
  if (new Set(below.map((child) => child['trajectory_id'])).size < below.length) return 'ids are not unique';
  return below.map(invalid).find((found) => found !== undefined);
}

test('a lead and its scout come back from the row as they were', async () => {
  await fc.assert(
    fc.asyncProperty(conversations(ALL_TEXT), conversations(ALL_TEXT, 's'), async (lead, scout) => {
      const [first] = lead.flatMap(toolCallsOf);
      const tools = ['search', 'read', 'write'].map((name) => ({ ...SEARCH, name }));
      const below = run(scout, {
        runId: 'run_scout',
        parentRunId: 'run_root',
        parentCallId: first?.id ?? null,
        agent: 'scout',
        depth: 1,
        stopReason: 'max_iterations',
        tools,
      });
      const of = sample(1, { root: lead, subAgents: first ? [below] : [] });
      const [root] = of.trajectory.runs;
      if (root) root.tools = tools;
      const { line, losses } = rowOf(of);
      expect(losses).toEqual({});
      expect(invalid(documentOf(of))).toBeUndefined();
      const { trajectory } = await importOne([line]);
      expect(trajectory.runs.map(bare)).toEqual(wellFormed(of.trajectory.runs.map(bare)));
      expect(trajectory.runs[0]?.tools.map(({ name, inputSchema }) => [name, inputSchema])).toEqual(
        tools.map(({ name, inputSchema }) => [name, inputSchema]),
      );
    }),
    { numRuns: 60 },
  );
});

test('any conversation is refused with a reason or a valid document that reads back', () => {
  fc.assert(
    fc.property(anyMessages, (root) => {
      const [each] = renderRow(sample(1, { root, subAgents: [] }), FORMAT);
      if (!each || 'refusal' in each) {
        expect(each?.refusal.detail).not.toMatch(/missing|cannot be read/);
        return;
      }
      expect(invalid(JSON.parse(each.row['trajectory'] as string) as JsonObject)).toBeUndefined();
    }),
    { numRuns: 200 },
  );
});

test('sub-agents of sub-agents stand inside, referred to by the result of their call', () => {
  const scout = run(
    [textMessage('user', 'go'), call('s_1', 'Agent', '{}'), toolResult('s_1', 'Agent', 'y')],
    {
      runId: 'run_scout',
      parentRunId: 'run_root',
      parentCallId: 'c_2',
      depth: 1,
    },
  );
  const reader = run([textMessage('user', 'read'), textMessage('assistant', 'y')], {
    runId: 'run_reader',
    parentRunId: 'run_scout',
    parentCallId: 's_1',
    depth: 2,
  });
  const of = sample(1, { subAgents: [scout, reader] });
  const document = documentOf(of);
  expect(rowOf(of).row).not.toHaveProperty('sub_agents');
  expect(document).toMatchObject({
    schema_version: 'ATIF-v1.7',
    session_id: 'run_root',
    trajectory_id: 'run_root',
    agent: { name: 'lead', version: 'sha256:f', model_name: 'model-1' },
    final_metrics: { total_steps: 5 },
    subagent_trajectories: [
      { trajectory_id: 'run_scout', subagent_trajectories: [{ trajectory_id: 'run_reader' }] },
    ],
  });
  expect((document['steps'] as JsonObject[])[3]).toMatchObject({
    source: 'agent',
    observation: {
      results: [{ source_call_id: 'c_2', subagent_trajectory_ref: [{ trajectory_id: 'run_scout' }] }],
    },
  });
});

test('what the format has no field for stands in extra, and the importer reads it there', async () => {
  const root: Message[] = [
    textMessage('user', 'Go.'),
    {
      role: 'assistant',
      content: [
        { type: 'tool_call', id: 'c_1', name: 'search', argumentsText: '{ "q": 1 }', arguments: { q: 1 } },
        { type: 'tool_call', id: 'c_2', name: 'search', argumentsText: '{"q":', fault: 'It is cut off.' },
      ],
    },
    {
      role: 'tool',
      content: [
        {
          type: 'tool_result',
          toolCallId: 'c_1',
          toolName: 'search',
          content: [{ type: 'text', text: '{"n":1}' }],
          isError: true,
          errorKind: 'tool_error',
          structured: { n: 1 },
        },
      ],
    },
  ];
  const of = sample(1, { root, subAgents: [] });
  const { line, losses } = rowOf(of);
  expect(losses).toEqual({});
  const { trajectory } = await importOne([line]);
  expect(trajectory.runs[0]?.messages).toEqual(root);
});

test('losses are counted, and a result apart from its call is refused', () => {
  const losing: Message[] = [
    { role: 'user', content: [{ type: 'image', url: 'https://a.example/b.tiff' }] },
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'Done.', signature: 'p' },
        { type: 'reasoning', text: 'Late.' },
      ],
    },
  ];
  expect(rowOf(sample(1, { root: losing, subAgents: [] })).losses).toEqual({
    images: 1,
    empty_messages: 1,
    provider_proofs: 1,
    block_order: 1,
  });
  const apart = [call('c', 'search', '{}'), textMessage('user', 'And?'), toolResult('c', 'search', 'x')];
  const [refused] = renderRow(sample(1, { root: apart, subAgents: [] }), FORMAT);
  expect(refused).toMatchObject({ refusal: { reason: 'results' } });
});

test('turns of an earlier conversation are copied context', () => {
  const of = sample(1, { subAgents: [] });
  const said = textMessage('assistant', 'One.');
  const [root] = of.trajectory.runs;
  if (root) {
    root.earlierLeaves = [[textMessage('user', 'Go.'), said]];
    root.messages = [textMessage('user', 'Summary.'), said, textMessage('assistant', 'Two.')];
  }
  const rows = renderRow(of, FORMAT).map((each) =>
    'row' in each ? (JSON.parse(each.row['trajectory'] as string) as JsonObject) : {},
  );
  const flags = rows.map((each) =>
    (each['steps'] as JsonObject[]).map((step) => [step['is_copied_context'], step['extra']]),
  );
  expect(rows.map((each) => each['trajectory_id'])).toEqual(['run_root/leaf-0', 'run_root']);
  expect(flags).toEqual([
    [
      [undefined, undefined],
      [undefined, { train: true }],
    ],
    [
      [undefined, undefined],
      [true, { train: false }],
      [undefined, { train: true }],
    ],
  ]);
});
