/** A cassette in memory, and a run of the loop with it: what the tests of cassettes and faults share. */
import {
  type CassetteMode,
  type FaultRule,
  type InitialState,
  type Message,
  type Tool,
  type ToolDefinition,
  type ToolOutcome,
  textOutcome,
} from '@nex/core';
import { bench, type ScriptedReply, scriptedModel } from '../__fixtures__/loop-fixture.ts';
import { createMemoryRecorder } from '../memory-recorder.ts';
import type { Recorder } from '../recorder.ts';
import { runAgentLoop } from '../run-agent-loop.ts';
import { createCallLedger } from './call-ledger.ts';
import { type CassettePlayer, equipTools } from './equip-tools.ts';
import { rootPlace } from './place.ts';
import type { Recording } from './recording.ts';

export class MemoryCassette implements CassettePlayer {
  readonly recordings: Recording[] = [];

  async find({ digest, take, key }: Recording['call']) {
    const found =
      this.recordings.findLast(({ call }) => call.digest === digest && call.take === take) ??
      this.recordings.find(({ call }) => call.digest === digest);
    if (found) return { state: 'found' as const, outcome: found.outcome };
    const same = this.recordings.filter(
      ({ call }) => call.key.server === key.server && call.key.tool === key.tool,
    );
    return {
      state: 'missing' as const,
      drifted: same.length > 0 && same.every((one) => one.call.key.schema !== key.schema),
    };
  }
}

export interface PlayOptions {
  tools: readonly Tool[];
  script: ScriptedReply[];
  cassette?: MemoryCassette;
  mode?: CassetteMode;
  faults?: FaultRule[];
  seed?: number;
  initialState?: InitialState;
}

export interface Played {
  /** Answers and tool messages. */
  messages: Message[];
  waitedMs: number[];
}

export async function play(options: PlayOptions): Promise<Played> {
  const { tools, cassette, mode = 'record', faults, seed = 7, initialState } = options;
  const place = rootPlace({ input: 'Do it.', seed, initialState });
  const ledger = createCallLedger({ tools, place, ...(faults && { faults: { rules: faults, seed } }) });
  const waitedMs: number[] = [];
  const equipped = equipTools({
    tools,
    ledger,
    ...(cassette && { cassette: { name: 'test', mode, player: cassette } }),
    wait: async (ms) => void waitedMs.push(ms),
  });
  const log = createMemoryRecorder();
  const base: Recorder = {
    ...log,
    async endCall(ended) {
      if (ended.recording) cassette?.recordings.push(ended.recording);
      await log.endCall(ended);
    },
    async recordResults(messages, ended) {
      for (const { recording } of ended) if (recording) cassette?.recordings.push(recording);
      await log.recordResults(messages, ended);
    },
  };
  const input = bench({
    model: scriptedModel([...options.script, { text: 'Done.' }]),
    tools: equipped.tools,
    agent: { name: 'tester', maxIterations: 50, stopTools: [] },
  });
  await runAgentLoop({ ...input, recorder: equipped.listen(base) });
  return { messages: log.messages, waitedMs };
}

/** A server whose answers tell how often it was called: with state when `stateless` is not given. */
export function countingServer(
  server: string,
  options: { stateless?: true; schema?: string; before?: () => Promise<unknown> } = {},
): { tools: Tool[]; state: { calls: number } } {
  const { stateless, schema = 'object', before = async () => {} } = options;
  const state = { calls: 0 };
  const tool = (name: string): Tool => {
    const definition: ToolDefinition = {
      name: `${server}__${name}`,
      description: '',
      inputSchema: { type: schema },
      origin: { kind: 'mcp', server, tool: name, snapshot: 'sha256:0', ...(stateless && { stateless }) },
      repeatable: false,
      disableParallel: false,
    };
    return {
      definition,
      check: (args) => ('bad' in args ? 'bad is not known' : undefined),
      async execute(args): Promise<ToolOutcome> {
        await before();
        state.calls += 1;
        return textOutcome(`${name} ${JSON.stringify(args)}: call ${state.calls}`);
      },
    };
  };
  return { tools: [tool('put'), tool('get')], state };
}
