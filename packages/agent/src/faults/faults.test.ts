import { type FaultKind, FaultRule, type Tool, textOf, textOutcome } from '@nex/core';
import { expect, test } from 'vitest';
import { call, results } from '../__fixtures__/loop-fixture.ts';
import { countingServer, MemoryCassette, play } from '../cassettes/cassette.fixture.ts';

const rule = (kind: FaultKind, more: object = {}) => FaultRule.parse({ kind, probability: 1, ...more });
const TEXT = JSON.stringify({ user_id: 7, items: [{ unit_price: 3, label: 'a'.repeat(40) }] });

function telling(text: string): Tool[] {
  return countingServer('shop').tools.map((tool) => ({ ...tool, execute: async () => textOutcome(text) }));
}

const once = [{ calls: [call('a', 'shop__get')] }];

test.each([
  ['latency', { isError: false }, TEXT],
  ['rate_limit', { isError: true, errorKind: 'tool_error' }, '"status":429'],
  ['partial_result', { isError: false }, '{"user_id":7,"items"'],
  ['schema_drift', { isError: false }, '{"userId":7,"items":[{"unitPrice":3'],
  ['outage', { isError: true, errorKind: 'infrastructure' }, 'The tool server shop could not be'],
] as const)('%s', async (kind, shape, begin) => {
  const { messages, waitedMs } = await play({ tools: telling(TEXT), script: once, faults: [rule(kind)] });
  const [result] = results(messages);
  expect(result).toMatchObject({ ...shape, injected: kind });
  const text = result ? textOf(result) : '';
  expect(text).toContain(begin);
  if (kind === 'partial_result') expect(text.length).toBeLessThan(TEXT.length * 0.75);
  expect(waitedMs).toEqual(kind === 'latency' ? [2000] : []);
});

test.each([
  ['a plain text gets an envelope', 'Hello there', '{"api_version":2,"payload":"Hello there"}'],
  ['one word stays, so there is an envelope', '{"a":1}', '{"api_version":2,"payload":{"a":1}}'],
  ['and back', '{"userId":1}', '{"user_id":1}'],
  [
    'numbers stay as they are written',
    '{"order_id":12345678901234567890,"unit_prices":[1.50,2]}',
    '{"orderId":12345678901234567890,"unitPrices":[1.50,2]}',
  ],
  ['a number alone, too', '9007199254740993', '{"api_version":2,"payload":9007199254740993}'],
])('drift: %s', async (_what, text, expected) => {
  const { messages } = await play({ tools: telling(text), script: once, faults: [rule('schema_drift')] });
  expect(results(messages).map(textOf)).toEqual([expected]);
});

test('what is too short to be cut stays as it is, without a mark', async () => {
  const { messages } = await play({ tools: telling('ok'), script: once, faults: [rule('partial_result')] });
  expect(results(messages)[0]).not.toHaveProperty('injected');
});

const four = Array.from({ length: 4 }, (_, n) => ({ calls: [call(`c${n}`, 'shop__get', { n })] }));
const kindsOf = async (faults: FaultRule[], seed = 7) => {
  const { messages } = await play({ tools: countingServer('shop').tools, script: four, faults, seed });
  return results(messages).map((one) => one.injected);
};

test.each([
  ['at most as often as the rule says', [rule('rate_limit', { perRun: 2 })], 'rate_limit,rate_limit,,'],
  [
    'the first rule that strikes',
    [rule('rate_limit'), rule('latency', { perRun: 9 })],
    'rate_limit,latency,latency,latency',
  ],
  ['an outage lasts', [rule('outage', { calls: 3 })], 'outage,outage,outage,'],
  ['other tools are spared', [rule('rate_limit', { tools: 'shop/put' })], ',,,'],
  ['by server', [rule('rate_limit', { tools: 'shop/*' })], 'rate_limit,,,'],
])('%s', async (_what, faults, expected) => {
  expect((await kindsOf(faults)).join()).toBe(expected);
});

test('the same seed gives the same faults, and probabilities are kept', async () => {
  const faults = [rule('rate_limit', { probability: 0.3, perRun: 99 })];
  const drawn = await Promise.all(Array.from({ length: 60 }, (_, seed) => kindsOf(faults, seed)));
  expect(await Promise.all(Array.from({ length: 60 }, (_, seed) => kindsOf(faults, seed)))).toEqual(drawn);
  const share = drawn.flat().filter((kind) => kind !== undefined).length / 240;
  expect(share).toBeGreaterThan(0.2);
  expect(share).toBeLessThan(0.4);
});

test('a fault is not recorded; a call that it stopped does not count, so its repetition finds what was recorded', async () => {
  const cassette = new MemoryCassette();
  const get = (id: string) => ({ calls: [call(id, 'shop__get', { a: 1 })] });
  const whole = await play({ tools: countingServer('shop').tools, script: [get('a')], cassette });
  const struck = await play({
    tools: countingServer('shop').tools,
    script: [get('a'), get('b')],
    cassette,
    mode: 'strict',
    faults: [rule('rate_limit')],
  });
  const [first, second] = results(struck.messages);
  expect(first?.injected).toBe('rate_limit');
  expect(second && textOf(second)).toBe(textOf(results(whole.messages)[0] ?? { content: [] }));
  expect(cassette.recordings).toHaveLength(1);
});
