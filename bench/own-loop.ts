/** The platform's loop in memory, as a library user has it: all events on, every check in place. */
import { createBudget, createMemoryRecorder, type LoopEvent, runAgentLoop } from '@nex/agent';
import { type Metrics, NO_METRICS, secondsSince, type Tool, textMessage, textOutcome } from '@nex/core';
import { createModelFactory } from '@nex/llm';

export function addTool(result: string, metrics = NO_METRICS): Tool {
  return {
    definition: {
      name: 'add',
      description: 'Adds two numbers.',
      inputSchema: {
        type: 'object',
        properties: { a: { type: 'number' }, b: { type: 'number' } },
        required: ['a', 'b'],
      },
      origin: { kind: 'builtin' },
      repeatable: true,
      disableParallel: false,
    },
    check: ({ a, b }) =>
      typeof a === 'number' && typeof b === 'number' ? undefined : 'a and b must be numbers',
    async execute() {
      const startedAt = performance.now();
      const outcome = textOutcome(result);
      metrics.count('nex_tool_calls_total', { server: 'builtin', tool: 'add', outcome: 'ok' });
      metrics.record('nex_tool_call_duration_seconds', secondsSince(startedAt), { server: 'builtin' });
      return outcome;
    },
  };
}

/** @param metrics Told of models and tools as the runtime tells them. */
export function createOwnLoop(
  baseUrl: string,
  connections: number,
  maxIterations = 500,
  metrics: Metrics = NO_METRICS,
) {
  const models = createModelFactory({ baseUrl, model: 'bench', maxConcurrency: connections, metrics });
  const model = models();
  return {
    async run(result: string): Promise<number> {
      let events = 0;
      const emit = (_event: LoopEvent) => {
        events += 1;
      };
      const ended = await runAgentLoop({
        agent: { name: 'adder', maxIterations, stopTools: [] },
        model,
        tools: [addTool(result, metrics)],
        history: [textMessage('system', 'You add.'), textMessage('user', 'Add.')],
        recorder: createMemoryRecorder(),
        emit,
        signal: new AbortController().signal,
        budget: createBudget(),
        clock: Date.now,
        stream: false,
        compaction: { maxContextTokens: 10_000_000 },
      });
      if (ended.stopReason !== 'answered' || events === 0) throw new Error(`ended with ${ended.stopReason}`);
      return ended.iterations;
    },
    [Symbol.asyncDispose]: () => models[Symbol.asyncDispose](),
  };
}
