/** Any conversation that is written as spans comes back as it was. */
import { type Message, textOf } from '@nex/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ALL_TEXT,
  asAnthropic,
  asNexauXml,
  asOpenAi,
  conversations,
  TAGLESS_TEXT,
} from './conversation.arbitrary.ts';
import { importOne } from './imported.fixture.ts';
import { type FixtureSpan, langfuseLines, SPELLINGS } from './spans.fixture.ts';
import { turns } from './turns.fixture.ts';

const LEAD: FixtureSpan = { id: 'aaaaaaaaaaaaaaaa', kind: 'agent', name: 'lead' };
const SCOUT: FixtureSpan = {
  id: 'bbbbbbbbbbbbbbbb',
  kind: 'agent',
  name: 'scout',
  parent: 'cccccccccccccccc',
};

/** Arguments as their compact JSON: what is left of them where only the value was kept. */
function compact(messages: readonly Message[] = []): Message[] {
  return messages.map((message) => ({
    ...message,
    content: message.content.map((block) =>
      block.type === 'tool_call' ? { ...block, argumentsText: JSON.stringify(block.arguments) } : block,
    ),
  }));
}

test.each(SPELLINGS)('%s: a lead, and a scout below one of its calls', async (_, spell) => {
  await fc.assert(
    fc.asyncProperty(conversations(ALL_TEXT), conversations(ALL_TEXT, 's'), async (lead, scout) => {
      const hasCalls = lead.some((message) => message.role === 'tool');
      const below: FixtureSpan[] = [
        { id: 'cccccccccccccccc', kind: 'tool', parent: LEAD.id, callId: 'c_1' },
        SCOUT,
        ...turns(scout.map(asOpenAi), {}, SCOUT.id),
      ];
      const { trajectory } = await importOne(
        spell([LEAD, ...turns(lead.map(asOpenAi)), ...(hasCalls ? below : [])]),
      );
      const [root, child] = trajectory.runs;
      expect(root?.messages).toEqual(lead);
      expect(root?.earlierLeaves).toBeUndefined();
      expect(child?.messages).toEqual(hasCalls ? scout : undefined);
      if (child) expect(child).toMatchObject({ parentRunId: LEAD.id, parentCallId: 'c_1', agent: 'scout' });
    }),
    { numRuns: 30 },
  );
});

test("messages of Anthropic's form", async () => {
  await fc.assert(
    fc.asyncProperty(conversations(ALL_TEXT), async (lead) => {
      const spans: FixtureSpan[] = lead.flatMap((message, index) =>
        message.role === 'assistant'
          ? [
              {
                id: `m${index}`,
                kind: 'model' as const,
                parent: LEAD.id,
                messages: asAnthropic(lead.slice(0, index)),
                answer: asAnthropic([message])[0] ?? {},
              },
            ]
          : [],
      );
      const { trajectory } = await importOne(langfuseLines([LEAD, ...spans]));
      expect(trajectory.runs.map((run) => run.messages)).toEqual([compact(lead)]);
    }),
    { numRuns: 50 },
  );
});

test("calls and results in NexAU's XML", async () => {
  await fc.assert(
    fc.asyncProperty(conversations(TAGLESS_TEXT, 'call'), async (lead) => {
      const { trajectory } = await importOne(langfuseLines([LEAD, ...turns(asNexauXml(lead))]));
      const told = (messages: readonly Message[] = []) =>
        messages
          .filter((message) => message.role !== 'tool')
          .map(({ role, content }) => [
            role,
            content.map((block) =>
              block.type === 'tool_call' ? [block.id, block.name, block.arguments] : block,
            ),
          ]);
      const answers = (messages: readonly Message[] = []) =>
        messages
          .flatMap(({ content }) => content)
          .flatMap((block) => (block.type === 'tool_result' ? [[block.toolName, textOf(block)].join()] : []))
          .toSorted((a, b) => (a < b ? -1 : 1));
      expect(trajectory.runs).toHaveLength(1);
      expect(told(trajectory.runs[0]?.messages)).toEqual(told(lead));
      expect(answers(trajectory.runs[0]?.messages)).toEqual(answers(lead));
    }),
    { numRuns: 50 },
  );
});
