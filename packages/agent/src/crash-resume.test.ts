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
import { bench, call, replyOf, type ScriptedReply, START } from './__fixtures__/loop-fixture.ts';
import type { LoopResult, Recorder } from './loop-types.ts';
import { runAgentLoop } from './run-agent-loop.ts';

type Write =
  | { kind: 'reply'; message: Message; finishReason: FinishReason }
  | { kind: 'begin'; callId: string }
  | { kind: 'end'; callId: string; outcome: ToolOutcome }
  | { kind: 'results'; messages: Message[] };

/** Appends to the log; with the write number `dieAfter` durable, it tells `died` and never answers again. */
function logRecorder(log: Write[], dieAfter: number, died: () => void): Recorder {
  const before = [...log];
  async function write(entry: Write): Promise<void> {
    if (log.length >= dieAfter) return new Promise(() => {});
    log.push(entry);
    if (log.length < dieAfter) return;
    died();
    await new Promise(() => {});
  }
  return {
    recordReply: ({ message, finishReason }) => write({ kind: 'reply', message, finishReason }),
    async beginCall({ id: callId }) {
      const ended = before.find((entry) => entry.kind === 'end' && entry.callId === callId);
      if (ended?.kind === 'end') return { state: 'finished', outcome: ended.outcome };
      if (before.some((entry) => entry.kind === 'begin' && entry.callId === callId))
        return { state: 'unknown' };
      await write({ kind: 'begin', callId });
      return { state: 'new' };
    },
    endCall: ({ id: callId }, outcome) => write({ kind: 'end', callId, outcome }),
    recordResults: (messages) => write({ kind: 'results', messages }),
  };
}

function historyOf(log: readonly Write[]): Message[] {
  return [
    ...START,
    ...log.flatMap((entry) =>
      entry.kind === 'reply' ? [entry.message] : entry.kind === 'results' ? entry.messages : [],
    ),
  ];
}

/** What the world saw over all lives of the run. */
interface World {
  /** Answers that the model gave, by the number of answers before. */
  paid: number[];
  runs: Map<string, number>;
}

async function live(
  script: ScriptedReply[],
  log: Write[],
  world: World,
  dieAfter = Infinity,
): Promise<LoopResult | undefined> {
  const { promise: death, resolve: died } = Promise.withResolvers<undefined>();
  const lastReply = log.findLast((entry) => entry.kind === 'reply');
  const input = bench({
    agent: { name: 't', maxIterations: 6, stopTools: ['stop'] },
    history: historyOf(log),
    ...(lastReply?.kind === 'reply' ? { lastFinishReason: lastReply.finishReason } : {}),
    recorder: logRecorder(log, dieAfter, () => died(undefined)),
    tools: tools(world),
    model: {
      name: 'scripted',
      provider: 'test',
      async call({ messages }): Promise<ModelReply> {
        const n = messages.filter((message) => message.role === 'assistant').length;
        world.paid.push(n);
        return replyOf(script[n] ?? { text: 'The end.' });
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
  ];
}

const scripts = fc.array(
  fc.record({
    text: fc.option(fc.constantFrom('one', 'two'), { nil: undefined }),
    finishReason: fc.constantFrom<FinishReason | undefined>(undefined, undefined, undefined, 'length'),
    calls: fc.array(
      fc
        .tuple(
          fc.constantFrom('a', 'b', 'c', ''),
          fc.constantFrom('work', 'read', 'serial', 'fails', 'throws', 'stop', 'missing'),
          fc.constantFrom('{}', '{}', '{"bad":1}', '{oops'),
        )
        .map((parts) => call(...parts)),
      { minLength: 1, maxLength: 4 },
    ),
  }),
  { maxLength: 3 },
);

test('after a crash at any durable write the run ends as if nothing had happened', async () => {
  await fc.assert(
    fc.asyncProperty(scripts, async (script) => {
      const whole: Write[] = [];
      const expected = await live(script, whole, { paid: [], runs: new Map() });
      for (let dieAfter = 1; dieAfter <= whole.length; dieAfter += 1) {
        const log: Write[] = [];
        const world: World = { paid: [], runs: new Map() };
        await live(script, log, world, dieAfter);
        expect(log).toHaveLength(dieAfter);
        const lost = lostCalls(log);
        const resumed = await live(script, log, world);

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

/** Calls that began and did not end, of tools that must not run again. */
function lostCalls(log: readonly Write[]): Set<string> {
  const lost = new Set<string>();
  for (const entry of log) {
    if (entry.kind === 'begin') lost.add(entry.callId);
    if (entry.kind === 'end') lost.delete(entry.callId);
  }
  const safe = (name: string) => name === 'read' || name === 'missing';
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
