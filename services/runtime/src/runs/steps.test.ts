import type { Model, ModelReply, ToolCallBlock } from '@nex/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RunRecorder } from './recorder.ts';
import { createSteps } from './steps.ts';

const DRAIN_MS = 5000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const stop = new AbortController();
  const interruptions: unknown[] = [];
  const steps = createSteps({
    drainMs: DRAIN_MS,
    signal: stop.signal,
    interrupt(reason) {
      interruptions.push(reason);
      stop.abort(new Error('The worker stopped.'));
    },
  });
  const answer = Promise.withResolvers<ModelReply>();
  const model = steps.watchModel('run', { name: 'm', provider: 'p', call: () => answer.promise } as Model);
  const recorded: string[] = [];
  const note = (name: string) => async () => void recorded.push(name);
  const recorder = steps.watchRecorder('run', {
    beginCall: async (call: ToolCallBlock) => {
      recorded.push(`begin ${call.id}`);
      return { state: call.id === 'known' ? 'unknown' : 'new' };
    },
    endCall: note('end'),
    recordResults: note('results'),
    recordReply: note('reply'),
  } as unknown as RunRecorder);
  const call = (id: string): ToolCallBlock => ({ type: 'tool_call', id, name: 't', arguments: {} }) as never;
  return { steps, stop, interruptions, answer, model, recorder, recorded, call };
}

const ask = (model: Model) => model.call({ messages: [] }, { signal: new AbortController().signal });

test('stops at once when nothing is under way', () => {
  const { steps, interruptions } = setUp();
  steps.stop('bye');
  expect(interruptions).toEqual(['bye']);
});

test('waits for an answer until it is recorded, and begins nothing meanwhile', async () => {
  const { steps, interruptions, answer, model, recorder, recorded, call } = setUp();
  const asked = ask(model);
  steps.stop('bye');
  const late = recorder.beginCall(call('late'), { repeatable: false });
  const refused = expect(late).rejects.toThrow('The worker stopped.');
  answer.resolve({} as ModelReply);
  await asked;
  expect(interruptions).toEqual([]);
  await recorder.recordReply({} as never);
  expect(interruptions).toEqual(['bye']);
  await refused;
  expect(recorded).toEqual(['reply']);
});

test('waits for calls that may not be repeated, not for those that may or that are known', async () => {
  const { steps, interruptions, recorder, recorded, call } = setUp();
  await recorder.beginCall(call('read'), { repeatable: true });
  await recorder.beginCall(call('known'), { repeatable: false });
  await recorder.beginCall(call('a'), { repeatable: false });
  await recorder.beginCall(call('b'), { repeatable: false });
  steps.stop('bye');
  await recorder.endCall({ call: call('a') } as never);
  expect(interruptions).toEqual([]);
  await recorder.recordResults([], [{ call: call('b') } as never]);
  expect(interruptions).toEqual(['bye']);
  expect(recorded).toEqual(['begin read', 'begin known', 'begin a', 'begin b', 'end', 'results']);
});

test('waits no longer than it may, and not for a run that ended or a model that failed', async () => {
  const first = setUp();
  await first.recorder.beginCall(first.call('a'), { repeatable: false });
  first.steps.stop('bye');
  vi.advanceTimersByTime(DRAIN_MS - 1);
  expect(first.interruptions).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(first.interruptions).toEqual(['bye']);

  const second = setUp();
  await second.recorder.beginCall(second.call('a'), { repeatable: false });
  second.steps.stop('bye');
  second.steps.endRun('run');
  expect(second.interruptions).toEqual(['bye']);

  const third = setUp();
  const asked = ask(third.model);
  third.steps.stop('bye');
  third.answer.reject(new Error('overloaded'));
  await expect(asked).rejects.toThrow('overloaded');
  expect(third.interruptions).toEqual(['bye']);
});
