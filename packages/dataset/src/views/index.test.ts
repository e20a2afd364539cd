/** What every view keeps: no text is trained on twice over its rows, and what it leaves out is counted. */
import { type Message, textMessage } from '@nex/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { call, run, SEARCH, sample, toolResult } from '../sample.fixture.ts';
import { rowSources } from './index.ts';

const said = (text: string) => textMessage('assistant', text);
const SYSTEM = textMessage('system', 'You are the lead.');

/** A conversation that was compacted some times: each time the last `kept` messages stay behind a summary. */
const compacted = fc
  .array(fc.record({ turns: fc.integer({ min: 1, max: 4 }), kept: fc.integer({ min: 0, max: 3 }) }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((phases) => {
    let number = 0;
    let leaf: Message[] = [SYSTEM, textMessage('user', 'Go.')];
    const leaves: Message[][] = [];
    for (const { turns, kept } of phases) {
      if (leaves.length > 0) {
        const tail = kept === 0 ? [] : leaf.slice(2).slice(-kept);
        leaf = [SYSTEM, textMessage('user', `Summary ${number}.`), ...tail];
      }
      for (let turn = 0; turn < turns; turn += 1) {
        number += 1;
        leaf = [...leaf, said(`Turn ${number}.`), textMessage('user', 'On.')];
      }
      leaves.push(leaf);
    }
    return { leaves, number };
  });

describe.each([['root'], ['per-agent'], ['flattened']] as const)('%s', (view) => {
  test('trains on each turn of a compacted run exactly once', () => {
    fc.assert(
      fc.property(compacted, ({ leaves, number }) => {
        const of = sample(1, { root: leaves.at(-1) ?? [], subAgents: [] });
        const [root] = of.trajectory.runs;
        if (root) root.earlierLeaves = leaves.slice(0, -1);
        const rows = rowSources(view, of, { earlierLeaves: true });
        const trained = rows.flatMap(({ conversation: { messages, train } }) =>
          messages.flatMap(({ content: [block] }, index) =>
            train[index] && block?.type === 'text' ? [block.text] : [],
          ),
        );
        expect(trained).toEqual(Array.from({ length: number }, (_, index) => `Turn ${index + 1}.`));
        expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
      }),
    );
  });

  test('trains on the beginning that a run goes on from only once', () => {
    const first = [textMessage('user', 'go'), said('One.')];
    const scout = { parentRunId: 'run_root', agent: 'scout', depth: 1, tools: [] };
    const subAgents = [
      run(first, { ...scout, runId: 'run_a', parentCallId: 'c_1' }),
      run([...first, textMessage('user', 'on'), said('Two.')], {
        ...scout,
        runId: 'run_b',
        parentCallId: 'c_2',
      }),
    ];
    const root = ['c_1', 'c_2'].flatMap((id) => [call(id, 'Agent', '{}'), toolResult(id, 'Agent', 'x')]);
    const rows = rowSources(view, sample(1, { root, subAgents }), { earlierLeaves: true });
    const texts = rows
      .flatMap(({ conversation, beside }) => [conversation, ...beside])
      .flatMap(({ messages, train }) => messages.filter((_, index) => train[index]))
      .flatMap(({ content }) => content.flatMap((block) => (block.type === 'text' ? [block.text] : [])));
    expect(texts.toSorted()).toEqual(['One.', 'Two.']);
  });

  test('counts the conversations that it leaves out', () => {
    const of = sample(1);
    const [root] = of.trajectory.runs;
    if (root) root.earlierLeaves = [[SYSTEM], [SYSTEM, said('x')]];
    const rows = rowSources(view, of, { earlierLeaves: false });
    expect(rows.reduce((sum, { losses }) => sum + (losses.earlier_leaves ?? 0), 0)).toBe(2);
  });
});

test('flattened puts a sub-agent between its call and the result, with ids of its own', () => {
  const scout = run(
    [textMessage('user', 'go'), call('c_2', 'search', '{}'), toolResult('c_2', 'search', 'y')],
    {
      runId: 'run_scout',
      parentRunId: 'run_root',
      parentCallId: 'c_2',
      depth: 1,
    },
  );
  const [row] = rowSources('flattened', sample(1, { subAgents: [scout] }), { earlierLeaves: true });
  const ids = row?.conversation.messages.flatMap(({ content }) =>
    content.flatMap((block) =>
      block.type === 'tool_call' ? [block.id] : block.type === 'tool_result' ? [`=${block.toolCallId}`] : [],
    ),
  );
  expect(ids).toEqual(['c_1', '=c_1', 'c_2', 'run_scout/c_2', '=run_scout/c_2', '=c_2']);
});

test('flattened counts the tools that two agents define otherwise', () => {
  const other = { ...SEARCH, inputSchema: { type: 'object' } };
  const scout = run([said('x')], {
    runId: 'run_scout',
    parentRunId: 'run_root',
    parentCallId: 'c_2',
    depth: 1,
    tools: [other, { ...other, name: 'find' }],
  });
  const [row] = rowSources('flattened', sample(1, { subAgents: [scout] }), { earlierLeaves: true });
  expect(row?.losses).toEqual({ tool_definitions: 1 });
  expect(row?.conversation.tools.map(({ name }) => name)).toEqual(['search', 'Agent', 'find']);
});
