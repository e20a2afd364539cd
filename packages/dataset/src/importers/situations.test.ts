/** Nothing is lost in any of the twelve situations, in no spelling, and in no order of the records. */
import { type Message, textOf } from '@nex/core';
import { judgeTrajectory } from '@nex/quality';
import { describe, expect, test } from 'vitest';
import { importOne } from './imported.fixture.ts';
import { SITUATIONS } from './situations.fixture.ts';
import { SPELLINGS } from './spans.fixture.ts';

function linesOf(messages: readonly Message[]): string[] {
  return messages.flatMap(({ role, content }) =>
    content.map((block) => {
      if (block.type === 'tool_call') return `call ${block.id} ${block.name} ${block.argumentsText}`;
      if (block.type === 'tool_result')
        return `${block.isError ? 'error' : 'result'} ${block.toolCallId} ${textOf(block)}`;
      if (block.type === 'image') return `image: ${block.url}`;
      return `${block.type === 'text' ? role : block.type}: ${block.text}`;
    }),
  );
}

test('there are twelve', () => {
  expect(SITUATIONS).toHaveLength(12);
});

describe.each(SPELLINGS)('%s', (_, spell) => {
  test.each(SITUATIONS.map((situation) => [situation.name, situation] as const))(
    '%s',
    async (__, { spans, lines, earlier = [], below = [], stopReason = 'answered' }) => {
      const { trajectory, query } = await importOne(spell(spans));
      const [root, ...others] = trajectory.runs;
      expect(linesOf(root?.messages ?? [])).toEqual(lines);
      expect((root?.earlierLeaves ?? []).map(linesOf)).toEqual(earlier);
      expect(root).toMatchObject({
        agent: 'lead',
        state: 'completed',
        stopReason,
        depth: 0,
        parentRunId: null,
      });
      expect(query).toBe('Which tea is green?');
      expect(
        others.map((run) => ({ agent: run.agent, callId: run.parentCallId, lines: linesOf(run.messages) })),
      ).toEqual(below.map(({ agent, callId, lines: said }) => ({ agent, callId, lines: said })));
      for (const [index, { tools }] of below.entries()) {
        if (tools) expect(others[index]?.tools.map((tool) => tool.name)).toEqual(tools);
      }
      expect(trajectory.provenance).toMatchObject({ model: 'model-1', imported: { source: 'traces.jsonl' } });
      expect(trajectory.usage.modelCalls).toBe(spans.filter((span) => span.kind === 'model').length);
    },
  );

  test.each(SITUATIONS.map((situation) => [situation.name, situation] as const))(
    '%s, records backwards',
    async (__, { spans }) => {
      const forwards = await importOne(spell(spans));
      const backwards = await importOne(spell(spans).toReversed());
      expect(backwards.trajectory).toEqual(forwards.trajectory);
    },
  );

  test('the checks find nothing in them that is not there', async () => {
    const reasons = await Promise.all(
      SITUATIONS.map(async ({ name, spans }) => {
        const { trajectory } = await importOne(spell(spans));
        const dropped = judgeTrajectory(trajectory).verdicts.filter(({ verdict }) => verdict === 'drop');
        return [name, dropped.map(({ reason }) => reason)] as const;
      }),
    );
    expect(Object.fromEntries(reasons.filter(([, found]) => found.length > 0))).toEqual({
      'reasoning of the last answer': ['no_tool_use'],
      // Their answers are silent about the call that failed.
      'parallel calls that end in another order': ['hidden_failure'],
      'results that are errors, alone and beside others': ['hidden_failure'],
    });
  });
});
