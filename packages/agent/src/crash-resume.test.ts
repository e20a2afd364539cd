/**
 * A worker may die after any durable write. For every such point the run is resumed from the log, and the result is
 * held against the uninterrupted run.
 */
import {
  errorOutcome,
  type FinishReason,
  type Message,
  type ModelReply,
  type Tool,
  type ToolOutcome,
  textOutcome,
  toolCallsOf,
} from '@nex/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answersIn, historyOf, inboxOf, logRecorder, type Write } from './__fixtures__/log-recorder.ts';
import { bench, call, replyOf, type ScriptedReply } from './__fixtures__/loop-fixture.ts';
import type { CompactionPolicy } from './compaction/policy.ts';
import type { LoopResult, OutputContract } from './loop-types.ts';
import { runAgentLoop } from './run-agent-loop.ts';

/** What the world saw over all lives of the run. */
interface World {
  /** Answers that the model gave, by the number of answers before. */
  paid: number[];
  runs: Map<string, number>;
}

/** What a run is given, the same in each of its lives. */
interface Case {
  script: readonly ScriptedReply[];
  /** Numbers of answers after which a message comes in, ascending. */
  comes: readonly number[];
  /** Whether the answer must be JSON. */
  contract: boolean;
  compaction?: CompactionPolicy;
}

const output: OutputContract = { schema: {}, check: (value) => (value === 1 ? undefined : 'it is not 1') };

async function live(
  one: Case,
  log: Write[],
  world: World,
  dieAfter = Infinity,
): Promise<LoopResult | undefined> {
  const { promise: death, resolve: died } = Promise.withResolvers<undefined>();
  const lastReply = log.findLast((entry) => entry.kind === 'reply');
  const recorder = logRecorder(log, dieAfter, () => died(undefined));
  const calls = log.flatMap((entry) => (entry.kind === 'reply' ? toolCallsOf(entry.message) : []));
  const input = bench({
    agent: { name: 't', maxIterations: 6, stopTools: ['stop'] },
    history: historyOf(log),
    ...(lastReply?.kind === 'reply' ? { lastFinishReason: lastReply.finishReason } : {}),
    iterations: answersIn(log),
    usedCallIds: calls.map(({ id }) => id),
    recorder,
    tools: tools(world),
    inbox: inboxOf(one.comes, log, recorder),
    permissions: {
      answer: async ({ toolName }) => ({ decision: toolName === 'granted' ? 'allow' : 'deny' }),
    },
    ...(one.contract ? { output } : {}),
    ...(one.compaction ? { compaction: one.compaction } : {}),
    model: {
      name: 'scripted',
      provider: 'test',
      async call(): Promise<ModelReply> {
        const n = answersIn(log);
        world.paid.push(n);
        return replyOf({ tokens: [0, 0], ...(one.script[n] ?? { text: 'The end.' }) });
      },
    },
  });
  return Promise.race([runAgentLoop(input), death]);
}

function tools(world: World): Tool[] {
  const make = (name: string, outcome: (id: string) => ToolOutcome, flags: object = {}): Tool => ({
    definition: {
      name,
      description: name,
      inputSchema: { type: 'object' },
      origin: { kind: 'builtin' },
      repeatable: false,
      disableParallel: false,
      ...flags,
    },
    check: (args) => ('bad' in args ? 'bad' : undefined),
    async execute(_args, { callId }) {
      world.runs.set(callId, (world.runs.get(callId) ?? 0) + 1);
      await Promise.resolve();
      return outcome(callId);
    },
  });
  return [
    make('work', (id) => textOutcome(`work ${id}`)),
    make('read', (id) => textOutcome(`read ${id}`), { repeatable: true }),
    make('serial', (id) => textOutcome(`serial ${id}`), { disableParallel: true }),
    make('fails', () => errorOutcome('tool_error', 'no')),
    make('throws', () => {
      throw new Error('broken');
    }),
    make('stop', (id) => textOutcome(`stop ${id}`)),
    { ...make('granted', (id) => textOutcome(`granted ${id}`)), permit },
    { ...make('refused', () => textOutcome('never')), permit },
  ];
}

const permit = () => ({ decision: 'ask', prompt: 'May it?', key: 'k' }) as const;

const NAMES = ['work', 'read', 'serial', 'fails', 'throws', 'stop', 'granted', 'refused', 'missing'] as const;

function scripts(names: readonly string[], maxLength: number): fc.Arbitrary<ScriptedReply[]> {
  const calls = fc
    .tuple(
      fc.constantFrom('a', 'b', 'c', ''),
      fc.constantFrom(...names),
      fc.constantFrom('{}', '{}', '{"bad":1}', '{oops'),
    )
    .map((parts) => call(...parts));
  const working = fc.record({
    text: fc.option(fc.constantFrom('one', 'two'), { nil: undefined }),
    finishReason: fc.constantFrom<FinishReason | undefined>(undefined, undefined, undefined, 'length'),
    calls: fc.array(calls, { minLength: 1, maxLength: 4 }),
  });
  const speaking = fc.record({ text: fc.constantFrom('one', '1') });
  return fc.array(fc.oneof({ arbitrary: working, weight: 4 }, speaking), { maxLength });
}

const comes = fc
  .array(fc.integer({ min: 0, max: 4 }), { maxLength: 2 })
  .map((all) => all.toSorted((a, b) => a - b));

test('after a crash at any durable write the run ends as if nothing had happened', async () => {
  const cases = fc.record({ script: scripts(NAMES, 3), comes, contract: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(cases, async (one) => {
      const whole: Write[] = [];
      const expected = await live(one, whole, { paid: [], runs: new Map() });
      for (let dieAfter = 1; dieAfter <= whole.length; dieAfter += 1) {
        const log: Write[] = [];
        const world: World = { paid: [], runs: new Map() };
        await live(one, log, world, dieAfter);
        expect(log).toHaveLength(dieAfter);
        const lost = lostCalls(log);
        const resumed = await live(one, log, world);

        expect(new Set(world.paid).size).toBe(world.paid.length);
        expect([...world.runs].filter(([id, count]) => count > 1 && nameOf(log, id) !== 'read')).toEqual([]);
        expect(flaggedCalls(historyOf(log))).toEqual(lost);
        const forked = [...lost].some((id) => nameOf(log, id) === 'stop');
        expect(comparable(historyOf(log), lost, forked)).toEqual(comparable(historyOf(whole), lost, forked));
        expect(forked || { ...resumed, usage: 0 }).toEqual(forked || { ...expected, usage: 0 });
      }
    }),
    { numRuns: 150 },
  );
});

test('a run that is compacted survives crashes, too: no answer is paid twice, no id and no iteration is lost', async () => {
  const names = ['read', 'granted', 'missing'];
  const policies = fc.constantFrom(60, 120, 200).map(
    (maxContextTokens): CompactionPolicy => ({
      maxContextTokens,
      firstStage: 'summarize',
      keepTurns: 1,
      summaryModel: { name: 's', provider: 'test', call: async () => replyOf({ text: 'S', tokens: [0, 0] }) },
    }),
  );
  const cases = fc.record({ script: scripts(names, 7), comes, contract: fc.boolean(), compaction: policies });
  let compacted = 0;
  await fc.assert(
    fc.asyncProperty(cases, async (one) => {
      const whole: Write[] = [];
      const expected = await live(one, whole, { paid: [], runs: new Map() });
      compacted += whole.filter((entry) => entry.kind === 'replacement').length;
      for (let dieAfter = 1; dieAfter <= whole.length; dieAfter += 1) {
        const log: Write[] = [];
        const world: World = { paid: [], runs: new Map() };
        await live(one, log, world, dieAfter);
        const resumed = await live(one, log, world);
        expect(resumed).toMatchObject({ stopReason: expected?.stopReason, iterations: expected?.iterations });
        expect(world.paid).toEqual(Array.from({ length: expected?.iterations ?? 0 }, (_, n) => n));
        const ids = log.flatMap((entry) => (entry.kind === 'reply' ? toolCallsOf(entry.message) : []));
        expect(new Set(ids.map(({ id }) => id)).size).toBe(ids.length);
      }
    }),
    { numRuns: 100 },
  );
  expect(compacted).toBeGreaterThan(0);
});

/** Calls that began and did not end, of tools that must not run again. */
function lostCalls(log: readonly Write[]): Set<string> {
  const lost = new Set<string>();
  for (const entry of log) {
    if (entry.kind === 'begin') lost.add(entry.callId);
    if (entry.kind === 'end') lost.delete(entry.callId);
    if (entry.kind === 'results') for (const { call: ended } of entry.ended) lost.delete(ended.id);
  }
  const safe = (name: string) => ['read', 'missing', 'refused'].includes(name);
  for (const message of historyOf(log)) {
    for (const one of toolCallsOf(message)) {
      const faulty = !one.arguments || 'bad' in one.arguments;
      if (faulty || safe(one.name)) lost.delete(one.id);
    }
  }
  return lost;
}

function nameOf(log: readonly Write[], callId: string): string | undefined {
  return historyOf(log)
    .flatMap(toolCallsOf)
    .find((one) => one.id === callId)?.name;
}

function flaggedCalls(history: readonly Message[]): Set<string> {
  const results = history.flatMap(({ content }) => content.filter((block) => block.type === 'tool_result'));
  return new Set(results.filter((one) => one.errorKind === 'unknown_outcome').map((one) => one.toolCallId));
}

/**
 * The history without the results of the lost calls. When a stop tool is lost, the run goes on instead of ending, so
 * only what comes up to that turn's results can be compared.
 */
function comparable(history: readonly Message[], lost: ReadonlySet<string>, forked: boolean): unknown[] {
  const isLost = ({ content: [block] }: Message) =>
    block?.type === 'tool_result' && lost.has(block.toolCallId);
  const end = forked ? history.findLastIndex(isLost) + 1 : history.length;
  return history.slice(0, end).map((message) => (isLost(message) ? 'lost' : message));
}
