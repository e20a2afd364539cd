import { type Message, textMessage, textOf } from '@nex/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answer, conversations, failingModel, summaryModel, turn } from '../__fixtures__/conversations.ts';
import { call } from '../__fixtures__/loop-fixture.ts';
import { foundTools } from '../deferred/found-tools.ts';
import { estimateTokens } from '../estimate-tokens.ts';
import { correction } from '../output/read-output.ts';
import { validateRequest } from '../request-validator.ts';
import { CLEARED_RESULT } from './clear-results.ts';
import { type CompactionInput, compact } from './compact.ts';
import { newestRequest, systemLength } from './conversation.ts';
import { readHandOff } from './hand-off.ts';
import type { CompactionPolicy } from './policy.ts';

const { signal } = new AbortController();
const system = textMessage('system', 'You help.');
const user = textMessage('user', 'The request.');
const long = 'x'.repeat(4_000);
const turns = (count: number, result = long) =>
  Array.from({ length: count }, (_, n) => turn(`t${n}`, result)).flat();

function run(
  messages: readonly Message[],
  policy: Partial<CompactionPolicy>,
  more: Partial<CompactionInput> = {},
) {
  return compact({
    messages,
    tools: [],
    contextTokens: estimateTokens(messages, []),
    policy: { maxContextTokens: 4_000, ...policy },
    mode: 'regular',
    attempt: 0,
    model: summaryModel(),
    signal,
    ...more,
  });
}
const shape = (messages: readonly Message[] = []) =>
  messages.map((message) => {
    const [block] = message.content;
    if (readHandOff(message)) return 'hand-off';
    if (block?.type !== 'tool_result') return message.role;
    return textOf(block) === CLEARED_RESULT ? 'cleared' : 'tool';
  });

describe('whatever the conversation', () => {
  const policies = fc.record({
    maxContextTokens: fc.constantFrom(50, 500, 5_000, 50_000),
    firstStage: fc.constantFrom('clear-results' as const, 'summarize' as const),
    keepTurns: fc.integer({ min: 1, max: 4 }),
    keepUserRounds: fc.integer({ min: 0, max: 2 }),
  });
  const settings = fc.record({
    mode: fc.constantFrom('regular' as const, 'emergency' as const),
    attempt: fc.nat(3),
    model: fc.constantFrom(summaryModel(), failingModel(), summaryModel('long '.repeat(2_000))),
  });

  test('it stays valid, keeps what must stay, and says where each message comes from', async () => {
    await fc.assert(
      fc.asyncProperty(conversations, policies, settings, async (messages, policy, more) => {
        const { compacted } = await run(messages, policy, more);
        if (!compacted) return;
        const { messages: after, origins, report } = compacted;
        validateRequest(after);
        const systems = systemLength(messages);
        expect(after.slice(0, systems)).toEqual(messages.slice(0, systems));
        expect(after[newestRequest(after)]).toBe(messages[newestRequest(messages)]);
        expect(origins).toHaveLength(after.length);
        for (const [index, origin] of origins.entries()) {
          if (origin === null) expect(messages).not.toContain(after[index]);
          else expect(after[index]).toBe(messages[origin]);
        }
        expect(new Set(report.stages).size).toBeGreaterThan(0);
        expect(report).toMatchObject({ messagesBefore: messages.length, messagesAfter: after.length });
        expect(report.tokensBefore).toBe(estimateTokens(messages, []));
        expect(report.tokensAfter).toBe(estimateTokens(after, []));
        expect(report.tokensAfter).toBeLessThan(report.tokensBefore);
      }),
      { numRuns: 300 },
    );
  });

  test('what was compacted is not compacted again for nothing', async () => {
    await fc.assert(
      fc.asyncProperty(conversations, policies, async (messages, policy) => {
        let now: readonly Message[] = messages;
        for (let n = 0; n < 4; n += 1) {
          const { compacted } = await run(now, policy);
          if (!compacted) break;
          now = compacted.messages;
        }
        const model = summaryModel();
        const again = await run(now, policy, { model });
        expect(again).toEqual({ usage: expect.objectContaining({ modelCalls: 0 }) });
        expect(model.requests).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('stages, each only when the one before is not enough', () => {
  const old = [system, user, ...turns(6)];
  test.each<[string, Message[], Partial<CompactionPolicy>, Partial<CompactionInput>, string[], string[]]>([
    [
      'old results are cleared',
      old,
      { maxContextTokens: 6_000 },
      {},
      ['clear-results'],
      [
        'system',
        'user',
        ...Array(3).fill(['assistant', 'cleared']),
        ...Array(3).fill(['assistant', 'tool']),
      ].flat(),
    ],
    [
      'of the named tools only',
      [system, user, ...turn('a', long, { name: 'other' }), ...turns(4)],
      { maxContextTokens: 6_000, compactableTools: new Set(['work']) },
      {},
      ['clear-results'],
      [
        'system',
        'user',
        'assistant',
        'tool',
        'assistant',
        'cleared',
        ...Array(3).fill(['assistant', 'tool']),
      ].flat(),
    ],
    [
      'the older part is summed up, the request kept',
      old,
      { firstStage: 'summarize', maxContextTokens: 5_000 },
      {},
      ['summarize'],
      ['system', 'hand-off', 'user', ...Array(3).fill(['assistant', 'tool'])].flat(),
    ],
    [
      'without a summary it is dropped',
      old,
      { firstStage: 'summarize', maxContextTokens: 5_000 },
      { model: failingModel() },
      ['drop'],
      ['system', 'hand-off', 'user', ...Array(3).fill(['assistant', 'tool'])].flat(),
    ],
    [
      'a summary that is longer than what it sums up is none',
      old,
      { firstStage: 'summarize', maxContextTokens: 5_000 },
      { model: summaryModel('long '.repeat(10_000)) },
      ['drop'],
      ['system', 'hand-off', 'user', ...Array(3).fill(['assistant', 'tool'])].flat(),
    ],
    [
      'then one turn is left',
      old,
      { maxContextTokens: 2_000 },
      {},
      ['clear-results', 'summarize'],
      ['system', 'hand-off', 'user', 'assistant', 'tool'],
    ],
    [
      'then results are cut',
      old,
      { maxContextTokens: 800 },
      {},
      ['clear-results', 'summarize', 'shorten'],
      ['system', 'hand-off', 'user', 'assistant', 'tool'],
    ],
    [
      'in an emergency even the last turn is summed up',
      [system, user, { role: 'assistant', content: [call('a', 'work', { text: long })] }, answer('a', 'ok')],
      { maxContextTokens: 400 },
      { mode: 'emergency' },
      ['summarize'],
      ['system', 'hand-off', 'user'],
    ],
    [
      'user rounds are kept in place of turns',
      [system, user, ...turns(2), textMessage('user', 'Next.'), ...turn('n', long)],
      { firstStage: 'summarize', keepUserRounds: 1, maxContextTokens: 2_000 },
      {},
      ['summarize'],
      ['system', 'hand-off', 'user', 'assistant', 'tool'],
    ],
  ])('%s', async (_name, messages, policy, more, stages, expected) => {
    const { compacted } = await run(messages, policy, more);
    expect(compacted?.report.stages).toEqual(stages);
    expect(shape(compacted?.messages)).toEqual(expected);
  });

  test.each([0, 1, 2, 3])(
    'try %i of an emergency leaves at most half of what the one before aims at',
    async (attempt) => {
      const messages = [system, user, ...turns(40, 'x'.repeat(2_000))];
      const contextTokens = estimateTokens(messages, []);
      const { compacted } = await run(
        messages,
        { maxContextTokens: 1_000_000 },
        { mode: 'emergency', attempt, contextTokens },
      );
      expect(compacted?.report.tokensAfter).toBeLessThanOrEqual((contextTokens * 0.75) / 2 ** (attempt + 1));
    },
  );

  test("sizes are on the scale of the provider's count", async () => {
    const messages = [system, user, ...turns(6, '字'.repeat(400))];
    const { compacted } = await run(messages, { maxContextTokens: 2_500 }, { contextTokens: 2_600 });
    expect(compacted?.report.stages).toEqual(['clear-results']);
    expect(compacted?.report.tokensBefore).toBe(2_600);
    expect(compacted?.report.tokensAfter).toBeLessThan(2_500 * 0.75);
  });
});

describe('hand-offs', () => {
  const summed = { firstStage: 'summarize', maxContextTokens: 5_000 } as const;

  test('the newest request is that of a person, with its images', async () => {
    const asked: Message = { role: 'user', content: [...user.content, { type: 'image', url: 'data:,' }] };
    const wrong = correction('no', { schema: {}, check: () => undefined });
    const messages = [system, textMessage('user', 'Old.'), ...turns(1), asked, ...turn('a', long), wrong];
    const { compacted } = await run([...messages, ...turns(0)], {
      ...summed,
      keepTurns: 1,
      maxContextTokens: 9,
    });
    expect(compacted?.messages).toContain(asked);
    expect(compacted?.messages.map(textOf)).not.toContain('Old.');
  });

  test('a failed summary leaves what an earlier one said, and the tools that were found', async () => {
    const search = answer('s', 'Found', { toolName: 'ToolSearch', structured: { tools: ['far', 'near'] } });
    const searched: Message[] = [{ role: 'assistant', content: [call('s', 'ToolSearch')] }, search];
    const first = await run([system, user, ...searched, ...turns(6)], summed, {
      model: summaryModel('KNOWN'),
    });
    const once = first.compacted?.messages ?? [];
    expect([...foundTools(once)]).toEqual(['far', 'near']);
    const second = await run([...once, ...turn('u', long), ...turn('v', long)], summed, {
      model: failingModel(),
    });
    const twice = second.compacted?.messages ?? [];
    expect(second.compacted?.report.stages).toEqual(['drop']);
    expect([...foundTools(twice)]).toEqual(['far', 'near']);
    expect(twice.map((message) => readHandOff(message)?.summary).join('')).toContain('KNOWN');
  });

  test('results of ToolSearch are not cleared', async () => {
    const names = Array.from({ length: 40 }, (_, n) => `tool_number_${n}`);
    const search = answer('s', names.join(', '), { toolName: 'ToolSearch', structured: { tools: names } });
    const searched: Message[] = [{ role: 'assistant', content: [call('s', 'ToolSearch')] }, search];
    const { compacted } = await run([system, user, ...searched, ...turns(6)], { maxContextTokens: 6_000 });
    expect(compacted?.report.stages).toEqual(['clear-results']);
    expect(compacted?.messages).toContain(search);
  });
});
