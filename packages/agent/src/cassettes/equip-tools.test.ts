import { type JsonObject, type Message, textOf } from '@nex/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { call, results, type ScriptedReply } from '../__fixtures__/loop-fixture.ts';
import { createCallLedger } from './call-ledger.ts';
import { countingServer, MemoryCassette, play } from './cassette.fixture.ts';
import { rootPlace } from './place.ts';

const TOOLS = ['disk__put', 'disk__get', 'web__put', 'web__get'];

/** Turns with up to four calls each, some of which are not valid. */
const turns = fc
  .array(
    fc.array(
      fc.tuple(
        fc.constantFrom(...TOOLS),
        fc.constantFrom<JsonObject>({ a: 1 }, { a: 1, b: 2 }, { b: 2, a: 1 }, { bad: 1 }),
      ),
      { minLength: 1, maxLength: 4 },
    ),
    { maxLength: 4 },
  )
  .map((list) =>
    list.map(
      (calls, turn): ScriptedReply => ({
        calls: calls.map(([name, args], at) => call(`c${turn}_${at}`, name, args)),
      }),
    ),
  );

function servers(before?: () => Promise<unknown>) {
  const disk = countingServer('disk', before ? { before } : {});
  const web = countingServer('web', { stateless: true, ...(before && { before }) });
  return { tools: [...disk.tools, ...web.tools], calls: () => disk.state.calls + web.state.calls };
}

test('what was recorded in one order of parallel calls is played in any other, without the tools', async () => {
  await fc.assert(
    fc.asyncProperty(turns, fc.scheduler(), async (script, scheduler) => {
      const cassette = new MemoryCassette();
      const live = servers(() => scheduler.schedule(Promise.resolve()));
      const recording = play({ tools: live.tools, script, cassette });
      await scheduler.waitFor(recording);
      const recorded = await recording;
      const silent = servers();
      const played = await play({ tools: silent.tools, script, cassette, mode: 'strict' });
      expect(played.messages).toEqual(recorded.messages);
      expect(silent.calls()).toBe(0);
      expect(cassette.recordings).toHaveLength(live.calls());
    }),
    { numRuns: 60 },
  );
});

test('a ledger that is made again from the transcript gives the calls that are open the same keys', async () => {
  await fc.assert(
    fc.asyncProperty(turns, fc.nat(), async (script, cut) => {
      const { tools } = servers();
      const faults = { rules: [rule('rate_limit', 0.3)], seed: 3 };
      const { messages } = await play({ tools, script, faults: faults.rules, seed: 3 });
      const place = rootPlace({ input: 'Do it.', seed: 3 });
      const live = createCallLedger({ tools, place, faults });
      const at = messages.length === 0 ? 0 : cut % messages.length;
      for (const message of messages.slice(0, at + 1)) tell(live, message);
      const again = createCallLedger({ tools, place, faults, transcript: messages.slice(0, at + 1) });
      for (const { calls = [] } of script) {
        for (const { id } of calls) expect(again.callOf(id)).toEqual(live.callOf(id));
      }
    }),
    { numRuns: 40 },
  );
});

function tell(ledger: ReturnType<typeof createCallLedger>, message: Message): void {
  if (message.role === 'assistant') ledger.reply(message);
  else ledger.results([message]);
}

function rule(kind: 'rate_limit', probability: number) {
  return { kind, tools: '*', probability, perRun: 3, latencyMs: 1, calls: 2 };
}

const put = (id: string, args = {}) => call(id, 'disk__put', args);
const get = (id: string, args = {}) => call(id, 'web__get', args);

test.each([
  ['other arguments', [{ calls: [get('x', { a: 2 })] }], 'does not have this call of get (web)'],
  [
    'one equal call more',
    [{ calls: [get('x', { a: 1 })] }, { calls: [get('y', { a: 1 })] }],
    'does not have',
  ],
  ['another state before it', [{ calls: [put('v')] }, { calls: [put('w')] }], 'does not have'],
])('strict says what is missing: %s', async (_what, script, says) => {
  const cassette = new MemoryCassette();
  const recorded = [{ calls: [get('a', { a: 1 }), put('b')] }];
  await play({ tools: servers().tools, script: recorded, cassette });
  const { messages } = await play({ tools: servers().tools, script, cassette, mode: 'strict' });
  const last = results(messages).at(-1);
  expect(last).toMatchObject({ isError: true, errorKind: 'not_recorded' });
  expect(last && textOf(last)).toContain(says);
});

test('a tool whose schema has changed is told apart from a call that was never made', async () => {
  const cassette = new MemoryCassette();
  const script = [{ calls: [get('a')] }];
  await play({ tools: servers().tools, script, cassette });
  const { tools } = countingServer('web', { stateless: true, schema: 'null' });
  const { messages } = await play({ tools, script, cassette, mode: 'strict' });
  expect(textOf(results(messages)[0] ?? { content: [] })).toContain('the tool has changed since');
});

test('fallback plays servers without state, calls the others, and keeps what it got', async () => {
  const cassette = new MemoryCassette();
  const script = [{ calls: [get('a'), put('b')] }];
  await play({ tools: servers().tools, script, cassette });
  const web = countingServer('web', { stateless: true });
  const disk = countingServer('disk');
  const tools = [...web.tools, ...disk.tools];
  const other = { tools, cassette, mode: 'fallback' as const, seed: 8 };
  const first = await play({ ...other, script: [...script, { calls: [get('c', { new: 1 })] }] });
  expect([web.state.calls, disk.state.calls]).toEqual([1, 1]);
  const played = await play({
    ...other,
    tools: servers().tools,
    script: [...script, { calls: [get('c', { new: 1 })] }],
    mode: 'strict',
  });
  expect(played.messages).toEqual(first.messages);
});

test('runs that begin with another state of a server do not share its calls; the same run of another seed does', async () => {
  const cassette = new MemoryCassette();
  const script = [{ calls: [put('a'), get('b')] }];
  await play({ tools: servers().tools, script, cassette });
  const kinds = async (more: object) => {
    const { messages } = await play({ tools: servers().tools, script, cassette, mode: 'strict', ...more });
    return results(messages).map((one) => one.errorKind);
  };
  expect(await kinds({ seed: 99 })).toEqual([undefined, undefined]);
  expect(await kinds({ initialState: { disk: { 'a.txt': 'a' } } })).toEqual(['not_recorded', undefined]);
});

test('ids of runs in arguments do not count', async () => {
  const cassette = new MemoryCassette();
  const path = (run: string) => [{ calls: [get('a', { path: `/workspace/${run}/x.txt` })] }];
  await play({ tools: servers().tools, script: path('run_01k2z0000000000000000000aa'), cassette });
  const { messages } = await play({
    tools: servers().tools,
    script: path('run_01k2z0000000000000000000bb'),
    cassette,
    mode: 'strict',
  });
  expect(results(messages)[0]?.isError).toBe(false);
});
