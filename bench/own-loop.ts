/** The platform's loop in memory, as a library user has it: all events on, every check in place. */
import { createBudget, createMemoryRecorder, type LoopEvent, runAgentLoop } from '@nex/agent';
import { type Tool, textMessage, textOutcome } from '@nex/core';
import { createModelFactory } from '@nex/llm';

export function addTool(result: string): Tool {
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
    execute: async () => textOutcome(result),
  };
}

export function createOwnLoop(baseUrl: string, connections: number, maxIterations = 500) {
  const models = createModelFactory({ baseUrl, model: 'bench', maxConcurrency: connections });
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
        tools: [addTool(result)],
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
