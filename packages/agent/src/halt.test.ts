import { NexError, textOutcome } from '@nex/core';
import { describe, expect, test } from 'vitest';
import { bench, call, gate, results, scriptedModel, tool } from './__fixtures__/loop-fixture.ts';
import { createBudget } from './budget.ts';
import { runAgentLoop } from './run-agent-loop.ts';

describe('abort', () => {
  test('mid-tool: the run ends at once, a tool that ignores the signal is not waited for', async () => {
    const started = gate();
    const deaf = tool('deaf', () => {
      started.open();
      return new Promise(() => {});
    });
    const model = scriptedModel([{ text: 'I try', calls: [call('a', 'quick'), call('b', 'deaf')] }]);
    const input = bench({ model, tools: [deaf, tool('quick')] });
    const running = runAgentLoop(input);
    await started.promise;
    input.abort.abort();
    await expect(running).resolves.toMatchObject({
      stopReason: 'cancelled',
      response: 'I try',
      iterations: 1,
    });
    expect(results(input.recorder.messages)).toEqual([]);
  });

  test('mid-model with a timeout as its reason', async () => {
    const started = gate();
    const model = scriptedModel([
      (_request, signal) => {
        started.open();
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('socket closed')), { once: true });
        });
      },
    ]);
    const budget = createBudget({ maxTokens: 1000 });
    const input = bench({ model, budget });
    const running = runAgentLoop(input);
    await started.promise;
    input.abort.abort(new NexError('timeout', 'The run took longer than 5 s.'));
    await expect(running).resolves.toMatchObject({
      stopReason: 'timeout',
      failure: { message: 'The run took longer than 5 s.' },
    });
    expect(budget.reserve(1000)).toBe(true);
  });

  test('a recorder that fails ends the loop with its error and stops the other calls of the turn', async () => {
    const started = gate();
    let stopped = false;
    const slow = tool('slow', (_args, { signal }) => {
      started.open();
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          stopped = true;
          reject(new Error('aborted'));
        });
      });
    });
    const quick = tool('quick', async () => {
      await started.promise;
      return textOutcome('quick');
    });
    const input = bench({
      model: scriptedModel([{ calls: [call('a', 'slow'), call('b', 'quick')] }]),
      tools: [slow, quick],
    });
    const lost = new NexError('conflict', 'Another worker has the run.');
    input.recorder.endCall = () => Promise.reject(lost);
    await expect(runAgentLoop(input)).rejects.toBe(lost);
    expect(stopped).toBe(true);
  });
});
